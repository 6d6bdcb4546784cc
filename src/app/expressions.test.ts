import { describe, expect, it } from 'vitest'
import { transform } from '#domain/mapping/transform.ts'
import type { ExpressionStep } from '#domain/mapping/transform.ts'
import { contextTools } from './context-tools.ts'
import { evaluateExpression, expressionProblem, expressionResults } from './expressions.ts'

const step = (expression: string, ...fields: string[]): ExpressionStep => ({ kind: 'expression', expression, fields })
const evaluate = (expression: string, record: Record<string, string | null> = {}, value: string | null = null) =>
  evaluateExpression(step(expression, ...Object.keys(record)), record, value)

describe('an expression', () => {
  it.each([
    ['first & " " & last', { first: 'Ada', last: 'Lovelace' }, null, 'Ada Lovelace'],
    ['$uppercase(value)', {}, 'straße', 'STRASSE'],
    ['$number(value) * 2', {}, '21', '42'],
    ['$number(value) / 1e7', {}, '1', '1e-7'],
    ['value = "x"', {}, 'x', 'true'],
    ['nothing', {}, 'x', null],
    ['""', {}, 'x', null],
    ['["b", "a"]', {}, 'x', 'b;a'],
    ['first ? first : "none"', { first: null }, null, 'none'],
    ['$contains(value, "/")', {}, 'a/b', 'true'],
  ] as const)('%s of %j and %j is %j', async (text, record, value, result) => {
    expect(await evaluate(text, record, value)).toEqual({ ok: true, value: result })
  })

  it.each(['{"a": 1}', '[1, {}]', '$number("x")', '$pad("", 1e9)', '$now()', '$random()', '$eval("1")', '/a/'])(
    '%s gives no value and no error but that of this map',
    async (text) => {
      expect(await evaluate(text)).toMatchObject({ ok: false })
    },
  )

  it('tells why without telling values of the record', async () => {
    const failed = await evaluate('$number(value)', {}, 'secret words')
    expect(failed).toMatchObject({ ok: false })
    expect(JSON.stringify(failed)).not.toContain('secret')
  })

  it.each([
    ['without end', '($f := function($n) { $f($n) }; $f(1))'],
    ['too deep', '($f := function($n) { 1 + $f($n + 1) }; $f(1))'],
    ['too wide', '$count([1..100000].([1..100000]))'],
  ])('that runs %s is broken off in time', async (_what, text) => {
    const began = performance.now()
    expect(await evaluate(text)).toMatchObject({ ok: false })
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('an expression in a config', () => {
  it.each([
    '$uppercase(value)',
    'a / b',
    '$substringBefore(value, "/a/")',
    '"$now()"',
    '($nowhere := 1; $nowhere)',
    '(/* note */ value)',
    '$map($split(value, ","), function($part, $i) { $trim($part) & $i & a })',
    '($o := {"x": 1}; $o.x)',
    'value ~> $uppercase',
    '$$.b & $.a & a.c[d = 1]',
    '$filter([1], $exists)',
  ])('%s can be used', (text) => {
    expect(expressionProblem(step(text, 'a', 'b'))).toBeNull()
  })

  it.each(['$uppercase(', '$now()', '$millis()', '$random()', '$shuffle([1,2])', '$eval("1")', '$match(value, /a/)'])(
    '%s cannot',
    (text) => {
      expect(expressionProblem(step(text))).not.toBeNull()
    },
  )

  it.each([
    ['$shout(value)', 'there is no $shout'],
    ['value & $whatever', 'there is no $whatever'],
    ['country & city', 'it looks at country, city, which are not among its fields'],
    ['$map([1], function($v) { salutation })', 'it looks at salutation, which is not among its fields'],
    ['a ? b : city', 'it looks at city, which is not among its fields'],
  ])('%s would be blank or fail every time', (text, why) => {
    expect(expressionProblem(step(text, 'a', 'b'))).toBe(why)
  })
})

describe('results for a batch', () => {
  it('are there for what was asked, behind the steps before, and for other records with the same values', async () => {
    const shout = step('$uppercase(value) & salutation', 'salutation')
    const steps = [{ kind: 'trim' as const }, shout, { kind: 'truncate' as const, length: 4 }]
    const tools = contextTools('UTC')
    const { computed, also } = expressionResults(tools)
    const map = (record: Record<string, string | null>) =>
      transform(steps, record['name'] ?? null, { ...tools, computed, record })
    await also([{ to: 'salesforce', steps, field: 'name', records: [{ name: ' ada ', salutation: '!?' }] }])
    expect(map({ name: ' ada ', salutation: '!?', other: 'x' })).toMatchObject({ value: 'ADA!', unconvertible: false })
    expect(map({ name: ' bob ', salutation: '!?' })).toMatchObject({ unconvertible: true })
    await also([{ to: 'salesforce', steps, field: 'name', records: [{ name: ' bob ', salutation: '!?' }] }])
    expect(map({ name: ' bob ', salutation: '!?' })).toMatchObject({ value: 'BOB!', unconvertible: false })
  })

  it('of two expressions in a row build on one another', async () => {
    const steps = [step('$number(value) + 1'), step('$number(value) * 10')]
    const tools = contextTools('UTC')
    const { computed, also } = expressionResults(tools)
    const record = { n: '1' }
    await also([{ to: 'salesforce', steps, field: 'n', records: [record] }])
    expect(transform(steps, '1', { ...tools, computed, record }).value).toBe('20')
  })
})
