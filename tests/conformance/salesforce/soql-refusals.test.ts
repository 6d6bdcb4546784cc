import { afterAll, beforeAll } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { refused } from './refused-query.ts'

const SOQL = 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide'
const COMPARISON = `${SOQL}/sforce-api-calls-soql-select-comparisonoperators.html`
const CODES = 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html'

let org: Started
beforeAll(async () => {
  org = await startSandbox()
})
afterAll(() => org.stop())

const M = 'MALFORMED_QUERY'
const F = 'INVALID_FIELD'

refused(
  () => org,
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
  () => org,
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
  () => org,
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
  () => org,
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
  () => org,
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
  () => org,
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
  () => org,
  'LIKE is for texts',
  { evidence: 'documented', at: COMPARISON, says: 'The LIKE operator is supported for string fields only.' },
  [["SELECT Id FROM Lead WHERE Id LIKE '00Q%'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on id field']],
)

refused(
  () => org,
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
  () => org,
  'a path goes up at most five levels',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-relationships-query-limits.html`,
    says: 'No more than five levels can be specified in a child-to-parent relationship.',
  },
  [['SELECT Account.Owner.CreatedBy.CreatedBy.CreatedBy.CreatedBy.Name FROM Contact', M, 'goes up more than 5 levels']],
)
