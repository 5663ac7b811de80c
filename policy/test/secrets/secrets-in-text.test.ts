import { expect } from "chai";

import { secretsInText } from "../../src/secrets/secrets-in-text";

const TOKEN = `ghp_${"a1".repeat(18)}`;
const GITHUB = "a GitHub token";
const NAMED = "a value that looks like a secret by its name";
const named = (name: string | undefined, what = NAMED) => ({ name, what });

/** What is found in a text, under a name if it has one. */
const found: Readonly<Record<string, [text: string, found: ReturnType<typeof named>[], name?: string]>> = {
  "nothing in words": ["mainSteps: sleep for PT5M", []],
  "nothing in settings": ["LIMIT=5 NAME='images' PASSWORD_LENGTH=12", []],
  "nothing in a number, a flag and null": ['{"limit":5,"password":null,"token":true}', []],
  "nothing in a JSON value that is no object": ['"correct-horse-battery"', []],
  "a token": [`curl -H x:${TOKEN}`, [named(undefined, GITHUB)]],
  "a token once, under its name": [TOKEN, [named("header", GITHUB)], "header"],
  "a password by the name of its text": ["correct-horse-battery", [named("dbPassword")], "dbPassword"],
  "a variable": ["DB_PASSWORD=correct-horse-battery", [named("DB_PASSWORD")]],
  "a variable after others": ["LIMIT=5;DB_PASSWORD=correct-horse-battery;NAME=a", [named("DB_PASSWORD")]],
  "a variable in double quotes": ['export DB_PASSWORD="correct horse battery" && run', [named("DB_PASSWORD")]],
  "a variable in single quotes": ["export DB_PASSWORD='correct horse battery' && run", [named("DB_PASSWORD")]],
  "a variable that begins a quoted command": ['- "PASSWORD=correct-horse-battery run"', [named("PASSWORD")]],
  "a connection string": [
    "Server=db;Password=correct-horse",
    [named(undefined, "a connection string with a password")],
  ],
  "two variables": ["API_KEY=f3a8c1d9b2e7460f DB_PASSWORD=correct-horse", [named("API_KEY"), named("DB_PASSWORD")]],
  "nothing in a variable from the environment": ["PASSWORD=$SECRET", []],
  "nothing in a quoted variable from the environment": ['DB_PASSWORD="$SECRET"', []],
  "a member of JSON": ['{"password":"correct-horse-battery"}', [named("password")]],
  "a member of JSON after a line break": ['\n {"password":"correct-horse-battery"}', [named("password")]],
  "members in lists and objects": [
    '{"a":[{"password":"correct-horse"}],"b":{"apiKey":"f3a8c1d9b2e7460f"}}',
    [named("password"), named("apiKey")],
  ],
  "a list under a name": ['{"password":["correct-horse-battery"]}', [named("password")]],
  "JSON in a member of JSON": [JSON.stringify({ body: '{"password":"correct-horse-battery"}' }), [named("password")]],
  "a token in a text like JSON": [`[${TOKEN}`, [named(undefined, GITHUB)]],
  "nothing in a JSONPath by its key": ["input.password12345", [], "Password.$"],
  "a password whose key has the end of a JSONPath inside": [
    "correct-horse-battery",
    [named("a.$.password")],
    "a.$.password",
  ],
  "nothing in a JSONPath": ["$.database.password1", [], "password"],
  "nothing in JSONata": [" {% $states.input.password1 %}", [], "password"],
  "nothing in an intrinsic function": ["States.Format('{}', $.password1)", [], "password"],
  "a password with a dollar inside": ["correct$horse-battery1", [named("password")], "password"],
};

describe("secrets in a text", () => {
  for (const [title, [text, expected, name]] of Object.entries(found)) {
    it(`are ${title}`, () => expect(secretsInText(name, text)).to.deep.equal(expected));
  }
});
