import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { refused } from './refused-query.ts'

const SOQL = 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide'
const LOGIC = `${SOQL}/sforce-api-calls-soql-select-logicaloperators.html`
const CODES = 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html'

let org: Started
beforeAll(async () => {
  org = await startSandbox()
})
afterAll(() => org.stop())

const M = 'MALFORMED_QUERY'
const F = 'INVALID_FIELD'

rule(
  'an error shows the text around it, row and column',
  { evidence: 'reported', at: CODES, says: '\\n<text>\\n<caret>\\nERROR at Row:1:Column:n\\n<message>, HTTP 400' },
  async () => {
    await expect(org.conn.query('SELECT Id, Nope__c\nFROM Lead')).rejects.toMatchObject({
      name: F,
      errorCode: F,
      message:
        "\nSELECT Id, Nope__c\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nope__c' on entity 'Lead'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    })
    await expect(org.conn.query('SELECT Nope.Name FROM Lead')).rejects.toThrow(
      '\nSELECT Nope.Name FROM Lead\n       ^\nERROR at Row:1:Column:8\n',
    )
    await expect(org.conn.query("SELECT Id\nFROM Lead\nWHERE Nope = 'x'")).rejects.toThrow(
      "\nWHERE Nope = 'x'\n      ^\nERROR at Row:3:Column:7\nNo such column 'Nope' on entity 'Lead'.",
    )
  },
)

refused(
  () => org,
  'what is not there is named: column, object, relationship',
  { evidence: 'recorded', at: CODES, says: 'INVALID_FIELD and INVALID_TYPE' },
  [
    [
      'SELECT Foo.Name FROM Lead',
      F,
      "Didn't understand relationship 'Foo' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.",
    ],
    [
      'SELECT Id FROM Nope',
      'INVALID_TYPE',
      "sObject type 'Nope' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
    ],
    [
      'SELECT (SELECT Id FROM Foos) FROM Lead',
      'INVALID_TYPE',
      "Didn't understand relationship 'Foos' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.",
    ],
    [
      'SELECT CurrencyIsoCode FROM Lead',
      F,
      'Please reference your WSDL or the describe call for the appropriate names.',
    ],
  ],
)

refused(
  () => org,
  'a query that ends too early or goes on where it should not is malformed at that word',
  { evidence: 'reported', at: CODES, says: "MALFORMED_QUERY unexpected token: '...'" },
  [
    ['SELECT Id FROM', M, "ERROR at Row:1:Column:15\nunexpected token: '<EOF>'"],
    ['SELECT Id FORM Lead', M, "ERROR at Row:1:Column:16\nunexpected token: 'Lead'"],
    ['SELECT Id, FROM Lead', M, "ERROR at Row:1:Column:12\nunexpected token: 'FROM'"],
    ['SELECT Owner. FROM Lead', M, "ERROR at Row:1:Column:15\nunexpected token: 'FROM'"],
    ['SELECT Id FROM Lead;', M, "ERROR at Row:1:Column:20\nunexpected token: ';'"],
    ['UPDATE Lead SET Name', M, "ERROR at Row:1:Column:1\nunexpected token: 'UPDATE'"],
    ['SELECT Id FROM Lead LIMIT -1', M, "ERROR at Row:1:Column:27\nunexpected token: '-1'"],
    ['SELECT Id FROM Lead WHERE Name = Open', M, "ERROR at Row:1:Column:34\nunexpected token: 'Open'"],
    ["SELECT Id FROM Lead WHERE Name = 'x", M, "mismatched character '<EOF>' expecting '''"],
  ],
)

refused(
  () => org,
  'AND and OR side by side need parentheses, NOT before OR as well',
  { evidence: 'documented', at: LOGIC, says: 'Parentheses are required whenever you mix the operators.' },
  [
    ["SELECT Id FROM Lead WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", M, "unexpected token: 'OR'"],
    ["SELECT Id FROM Lead WHERE Name = 'a' OR Name = 'b' AND Name = 'c'", M, "unexpected token: 'AND'"],
    ["SELECT Id FROM Lead WHERE NOT Name = 'a' OR Name = 'b'", M, "unexpected token: 'OR'"],
  ],
)

refused(
  () => org,
  'there is no DISTINCT, and a plain field has no alias',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-alias.html`,
    says: 'only aggregate expressions use field aliasing',
  },
  [
    ['SELECT DISTINCT Name FROM Lead', M, "unexpected token: 'Name'"],
    ['SELECT Name n FROM Lead', M, 'only aggregate expressions use field aliasing'],
  ],
)

refused(
  () => org,
  'a field is selected once',
  { evidence: 'reported', at: `${SOQL}/sforce-api-calls-soql-select-fields.html`, says: 'duplicate field selected' },
  [
    ['SELECT Id, id FROM Lead', F, 'duplicate field selected: id'],
    ['SELECT Id, FIELDS(ALL) FROM Lead LIMIT 10', F, 'duplicate field selected: Id'],
  ],
)

refused(
  () => org,
  'text is quoted and everything else is not',
  {
    evidence: 'reported',
    at: CODES,
    says: "value of filter criterion for field 'X' must be of type string and should be enclosed in quotes",
  },
  [
    [
      'SELECT Id FROM Lead WHERE LastName = 5',
      F,
      "value of filter criterion for field 'LastName' must be of type string and should be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Lead WHERE IsConverted = 'true'",
      F,
      "value of filter criterion for field 'IsConverted' must be of type boolean and should not be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01T00:00:00Z'",
      F,
      "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Lead WHERE CreatedDate > 2026-01-01',
      F,
      "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Opportunity WHERE CloseDate > 2026-01-01T00:00:00Z',
      F,
      "value of filter criterion for field 'CloseDate' must be of type date and should not be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Opportunity WHERE Amount > '5'",
      F,
      "value of filter criterion for field 'Amount' must be of type double and should not be enclosed in quotes",
    ],
    ["SELECT Id FROM Lead WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
  ],
)

refused(
  () => org,
  'a day that no calendar has is no date',
  { evidence: 'assumed', at: `${SOQL}/sforce-api-calls-soql-select-dateformats.html`, says: 'YYYY-MM-DD' },
  [
    [
      'SELECT Id FROM Opportunity WHERE CloseDate > 2026-13-41',
      F,
      'must be of type date and should not be enclosed in quotes',
    ],
    [
      'SELECT Id FROM Opportunity WHERE CloseDate > 2026-02-29',
      F,
      'must be of type date and should not be enclosed in quotes',
    ],
  ],
)

refused(
  () => org,
  'a backslash escapes only what it can',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-quotedstringescapes.html`,
    says: 'Other characters after a backslash are an error.',
  },
  [
    [
      String.raw`SELECT Id FROM Lead WHERE Name = 'a\q'`,
      M,
      String.raw`Illegal character sequence '\q' in string literal.`,
    ],
  ],
)

rule(
  'variables are for Apex, and 100,000 characters are the end',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-limits.html`,
    says: 'Maximum length of SOQL statements: 100,000 characters.',
  },
  async () => {
    await expect(org.conn.query('SELECT Id FROM Lead WHERE Name = :name')).rejects.toMatchObject({
      errorCode: M,
      message: expect.stringMatching(/Column:34\nBind variables only allowed in Apex code$/) as string,
    })
    const list = Array.from({ length: 13_000 }, (_, index) => `'L${index}'`).join(',')
    const url = `/services/data/v68.0/query?q=${encodeURIComponent(`SELECT Id FROM Lead WHERE Name IN (${list})`)}`
    const body = { compositeRequest: [{ method: 'GET', url, referenceId: 'long' }] }
    const { compositeResponse } = await org.conn.requestPost<{
      compositeResponse: [{ body: [{ errorCode: string }] }]
    }>('/services/data/v68.0/composite', body)
    expect(compositeResponse[0].body[0]).toEqual({
      errorCode: M,
      message: 'SOQL statements cannot be longer than 100000 characters.',
    })
  },
)
