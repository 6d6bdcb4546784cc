import * as z from 'zod'
import type { Sample, SampleCondition, SampleRequest } from '#ports/connector/sampling.ts'
import type { ReadContext } from './read.ts'
import { rowOf, selection, toRecord } from './read.ts'
import { list, name, names, soql } from './soql.ts'
import type { Soql } from './soql.ts'

const Count = z.looseObject({ totalSize: z.number() })

/**
 * A COUNT() query, and the newest records by a second one; both share a call.
 * Source: https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-count.html
 */
export async function sampleRecords({ client, describe }: ReadContext, request: SampleRequest): Promise<Sample> {
  const { object, limit } = request
  const row = rowOf(object)
  const schema = await describe(object)
  const { fields, select } = selection(schema, row, request.fields)
  const where = request.conditions
    .flatMap(toTests)
    .reduce<Soql>((all, test, i) => (i === 0 ? soql` WHERE ${test}` : soql`${all} AND ${test}`), soql``)
  const counting = soql`SELECT COUNT() FROM ${name(object)}${where}`
  const path = `/query?q=${encodeURIComponent(counting.text)}`
  const [count, page] = await Promise.all([
    client.readTogether({ method: 'GET', path, label: '/query' }, Count),
    limit === 0
      ? { body: [] }
      : client.query(
          soql`SELECT ${names(select)} FROM ${name(object)}${where} ORDER BY ${name(row.modified)} DESC, Id LIMIT ${limit}`,
        ),
  ])
  return {
    total: count.body.totalSize,
    records: page.body.map((record) => toRecord(record, object, row, fields, schema)),
  }
}

const NO_VALUE = 'null'

function toTests({ field, in: values, known }: SampleCondition): readonly Soql[] {
  return [
    ...(values === undefined ? [] : [soql`${name(field)} IN ${list(values)}`]),
    ...(known === undefined
      ? []
      : [known ? soql`${name(field)} != ${name(NO_VALUE)}` : soql`${name(field)} = ${name(NO_VALUE)}`]),
  ]
}
