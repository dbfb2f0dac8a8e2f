from cohortbook.cli import main

raise SystemExit(main())
