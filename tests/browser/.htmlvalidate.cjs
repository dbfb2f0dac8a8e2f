// The rules of HTML itself; not those of taste.
module.exports = {
  root: true,
  extends: ["html-validate:standard", "html-validate:document", "html-validate:a11y"],
  rules: {
    "prefer-native-element": "off", // docutils says role="list" where it has no list element; that is valid
    "require-sri": "off", // about files from other servers, of which there are none
  },
};
