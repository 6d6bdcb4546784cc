import * as z from 'zod'
import type { HistoryEntry } from '#ports/connector/history.ts'
import { chunk } from '../shared/batch.ts'
import { parseInstant, toCanonical } from '../shared/canonical.ts'
import { rowOf, type ReadContext } from './read.ts'
import { HISTORY_BATCH_SIZE } from './spec.ts'

const Versions = z.array(
  z.looseObject({
    value: z.unknown(),
    timestamp: z.union([z.string(), z.number()]).transform(String),
    sourceType: z.string().nullish(),
  }),
)
const WithHistory = z.looseObject({
  results: z
    .array(
      z.looseObject({
        id: z.union([z.string(), z.number()]).transform(String),
        propertiesWithHistory: z.record(z.string(), Versions).nullish(),
      }),
    )
    .default([]),
})

/** Past values, oldest first. HubSpot sends the newest first and keeps a limited number per property. */
export async function readHistory(
  { client, describe }: ReadContext,
  object: string,
  ids: readonly string[],
  properties: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, readonly HistoryEntry[]>>>> {
  rowOf(object)
  const found = new Map<string, Readonly<Record<string, readonly HistoryEntry[]>>>()
  if (ids.length === 0 || properties.length === 0) return found
  const schema = await describe(object)
  for (const batch of chunk([...new Set(ids)], HISTORY_BATCH_SIZE)) {
    const { body } = await client.read(
      {
        method: 'POST',
        area: 'objects',
        rest: `/${object}/batch/read`,
        body: { properties: [], propertiesWithHistory: properties, inputs: batch.map((id) => ({ id })) },
      },
      WithHistory,
    )
    for (const record of body.results) {
      const entries = Object.entries(record.propertiesWithHistory ?? {}).map(([name, versions]) => {
        const type = schema.fields[name]?.type ?? 'text'
        const past = versions.flatMap((version): readonly HistoryEntry[] => {
          const at = parseInstant(version.timestamp)
          return at === null
            ? []
            : [{ value: toCanonical(type, version.value), at, source: version.sourceType ?? 'UNKNOWN' }]
        })
        return [name, past.toReversed().toSorted((a, b) => a.at - b.at)] as const
      })
      found.set(record.id, Object.fromEntries(entries))
    }
  }
  return found
}
