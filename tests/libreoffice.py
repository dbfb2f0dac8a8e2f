"""Types into a spreadsheet with LibreOffice, as someone at the keyboard does: a Python that has
`uno` runs it, with what to do as JSON.

    python3 libreoffice.py '{"file": …, "type": [[sheet, cell, text], …], "delete": [[sheet, row],
    …], "rules": [[sheet, cell], …], "save": {filter: file}}'

It prints, as JSON, how LibreOffice understands the rules of the cells that were asked about.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PIPE = f"cohortbook{time.time_ns()}"


def value(name, content):
    held = PropertyValue()
    held.Name, held.Value = name, content
    return held


def connect():
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not answer")


def work(office, task):
    make = office.ServiceManager.createInstanceWithContext
    desktop, dispatcher = (
        make("com.sun.star.frame.Desktop", office),
        make("com.sun.star.frame.DispatchHelper", office),
    )
    document = desktop.loadComponentFromURL(Path(task["file"]).as_uri(), "_blank", 0, ())
    controller = document.CurrentController
    for sheet, cell, text in task.get("type", []):
        controller.setActiveSheet(document.Sheets.getByName(sheet))
        for command, name, content in (
            (".uno:GoToCell", "ToPoint", cell),
            (".uno:EnterString", "StringName", text),
        ):
            dispatcher.executeDispatch(controller.Frame, command, "", 0, (value(name, content),))
    rules = [
        document.Sheets.getByName(sheet).getCellRangeByName(cell).Validation
        for sheet, cell in task.get("rules", [])
    ]
    understood = [
        [rule.Type.value, rule.getOperator().value, rule.getFormula1(), rule.getFormula2()]
        for rule in rules
    ]
    for sheet, row in task.get("delete", []):
        document.Sheets.getByName(sheet).Rows.removeByIndex(row - 1, 1)
    for kind, file in task["save"].items():
        document.storeToURL(Path(file).as_uri(), (value("FilterName", kind),))
    document.close(True)
    print(json.dumps(understood))
    desktop.terminate()


with tempfile.TemporaryDirectory() as profile:
    running = subprocess.Popen(
        [
            "soffice",
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            f"--accept=pipe,name={PIPE};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        work(connect(), json.loads(sys.argv[1]))
        running.wait(60)
    finally:
        running.kill()
