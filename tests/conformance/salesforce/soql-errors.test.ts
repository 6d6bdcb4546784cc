import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import type { Evidence } from '../rule.ts'
import { rule } from '../rule.ts'

const SOQL = 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide'
const LOGIC = `${SOQL}/sforce-api-calls-soql-select-logicaloperators.html`
const COMPARISON = `${SOQL}/sforce-api-calls-soql-select-comparisonoperators.html`
const CODES = 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html'

let org: Started
beforeAll(async () => {
  org = await startSandbox()
})
afterAll(() => org.stop())

/** A query that is refused with this code, and a message that ends like this. */
function refused(
  name: string,
  source: { readonly evidence: Evidence; readonly at: string; readonly says: string },
  cases: readonly (readonly [soql: string, errorCode: string, ending: string])[],
): void {
  rule(name, source, async () => {
    for (const [soql, errorCode, ending] of cases) {
      const error: unknown = await org.conn.query(soql).then(
        () => new Error(`accepted: ${soql}`),
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({ errorCode })
      expect((error as Error).message.slice(-ending.length)).toBe(ending)
    }
  })
}

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
    await expect(org.conn.query("SELECT Id\nFROM Lead\nWHERE Nope = 'x'")).rejects.toThrow(
      "\nWHERE Nope = 'x'\n      ^\nERROR at Row:3:Column:7\nNo such column 'Nope' on entity 'Lead'.",
    )
  },
)

refused(
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
  'AND and OR side by side need parentheses, NOT before OR as well',
  { evidence: 'documented', at: LOGIC, says: 'Parentheses are required whenever you mix the operators.' },
  [
    ["SELECT Id FROM Lead WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", M, "unexpected token: 'OR'"],
    ["SELECT Id FROM Lead WHERE Name = 'a' OR Name = 'b' AND Name = 'c'", M, "unexpected token: 'AND'"],
    ["SELECT Id FROM Lead WHERE NOT Name = 'a' OR Name = 'b'", M, "unexpected token: 'OR'"],
  ],
)

refused(
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
  'a field is selected once',
  { evidence: 'reported', at: `${SOQL}/sforce-api-calls-soql-select-fields.html`, says: 'duplicate field selected' },
  [
    ['SELECT Id, id FROM Lead', F, 'duplicate field selected: id'],
    ['SELECT Id, FIELDS(ALL) FROM Lead LIMIT 10', F, 'duplicate field selected: Id'],
  ],
)

refused(
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

refused(
  'long texts can be neither filtered nor sorted nor grouped',
  { evidence: 'reported', at: CODES, says: "field 'Description' can not be filtered in a query call" },
  [
    ["SELECT Id FROM Lead WHERE Description = 'a'", F, "field 'Description' can not be filtered in a query call"],
    ['SELECT Id FROM Lead ORDER BY Description', F, "field 'Description' can not be sorted in a query call"],
    [
      'SELECT Description, COUNT(Id) FROM Lead GROUP BY Description',
      F,
      "field 'Description' can not be grouped in a query call",
    ],
  ],
)

refused(
  'numbers with decimals and instants cannot be grouped',
  {
    evidence: 'reported',
    at: 'https://www.ktema.org/',
    says: "field 'X' can not be grouped in a query call, for double, currency, percent and datetime",
  },
  [
    [
      'SELECT Amount, COUNT(Id) FROM Opportunity GROUP BY Amount',
      F,
      "field 'Amount' can not be grouped in a query call",
    ],
    ['SELECT COUNT(Id) FROM Lead GROUP BY CreatedDate', F, "field 'CreatedDate' can not be grouped in a query call"],
  ],
)

refused(
  'beside an aggregate every field is grouped',
  {
    evidence: 'reported',
    at: `${SOQL}/sforce-api-calls-soql-select-groupby.html`,
    says: 'Field must be grouped or aggregated: Name',
  },
  [
    ['SELECT name, COUNT(Id) FROM Lead', M, 'Field must be grouped or aggregated: Name'],
    ['SELECT Status, Name, COUNT(Id) FROM Lead GROUP BY Status', M, 'Field must be grouped or aggregated: Name'],
    ['SELECT Name, Account.Name, COUNT(Id) FROM Contact GROUP BY Name, Account.Name', M, 'duplicate alias: Name'],
  ],
)

refused(
  'COUNT() stands alone',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-count.html`,
    says: 'COUNT() must be the only element in the SELECT list, without ORDER BY and GROUP BY.',
  },
  [
    ['SELECT COUNT(), Id FROM Lead', M, "unexpected token: ','"],
    ['SELECT COUNT() n FROM Lead', M, "unexpected token: 'n'"],
    ['SELECT COUNT() FROM Lead ORDER BY Name', M, "unexpected token: 'ORDER'"],
    ['SELECT COUNT() FROM Lead GROUP BY Name', M, "unexpected token: 'GROUP'"],
  ],
)

refused(
  'sums are of numbers, and parts of dates are of dates',
  {
    evidence: 'reported',
    at: `${SOQL}/sforce-api-calls-soql-select-agg-functions-field-types.html`,
    says: 'field X does not support aggregate operator SUM',
  },
  [
    ['SELECT SUM(LastName) FROM Lead', F, 'field LastName does not support aggregate operator SUM'],
    ['SELECT MAX(IsConverted) FROM Lead', F, 'field IsConverted does not support aggregate operator MAX'],
    [
      'SELECT Id FROM Lead WHERE CALENDAR_YEAR(LastName) = 2026',
      F,
      'field LastName does not support function CALENDAR_YEAR',
    ],
  ],
)

refused(
  'a semi-join stands at the top, is no deeper than one level, and joins two objects',
  {
    evidence: 'documented',
    at: COMPARISON,
    says: 'No OR, no nesting, at most two, one field, not the same object, no ORDER BY or LIMIT.',
  },
  [
    [
      'SELECT Id FROM Account WHERE Name = null OR Id IN (SELECT AccountId FROM Contact)',
      M,
      'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id IN (SELECT WhoId FROM Task))',
      M,
      'Nesting of semi join sub-selects is not supported',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)',
      M,
      'The inner and outer selects should not be on the same object type',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT Id, AccountId FROM Contact)',
      M,
      'The inner select must have exactly one field',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Opportunity) AND Id NOT IN (SELECT WhatId FROM Task)',
      M,
      'Maximum 2 semi join sub-selects are allowed.',
    ],
  ],
)

refused(
  'LIKE is for texts',
  { evidence: 'documented', at: COMPARISON, says: 'The LIKE operator is supported for string fields only.' },
  [["SELECT Id FROM Lead WHERE Id LIKE '00Q%'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on id field']],
)

refused(
  'OFFSET goes to 2,000 and FIELDS(ALL) to 200 rows',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-offset.html`,
    says: 'NUMBER_OUTSIDE_VALID_RANGE; FIELDS(ALL) and FIELDS(CUSTOM) need LIMIT 200.',
  },
  [
    ['SELECT Id FROM Lead LIMIT 1 OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    ['SELECT FIELDS(ALL) FROM Lead', M, 'The SOQL FIELDS function must have a LIMIT of at most 200'],
    ['SELECT FIELDS(CUSTOM) FROM Lead LIMIT 201', M, 'The SOQL FIELDS function must have a LIMIT of at most 200'],
  ],
)

refused(
  'a path goes up at most five levels',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-relationships-query-limits.html`,
    says: 'No more than five levels can be specified in a child-to-parent relationship.',
  },
  [['SELECT Account.Owner.CreatedBy.CreatedBy.CreatedBy.CreatedBy.Name FROM Contact', M, 'goes up more than 5 levels']],
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
