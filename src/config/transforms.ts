import * as z from 'zod'
import type { Transform } from '#domain/mapping/transform.ts'
import { isTimeZone } from '#domain/time.ts'

const zone = z
  .string()
  .refine((name) => name === 'org' || isTimeZone(name), { error: 'no such time zone: org, or an IANA name' })

/** Steps as people write them: `trim`, `{truncate: 40}`, `{map: {a: b}}`; turned into the domain's own form. */
const written = z.union([
  z.literal('trim').transform((): Transform => ({ kind: 'trim' })),
  z.enum(['upper', 'lower']).transform((to): Transform => ({ kind: 'case', to })),
  z.strictObject({ default: z.string() }).transform((s): Transform => ({ kind: 'default', value: s.default })),
  z
    .strictObject({ truncate: z.int().positive() })
    .transform((s): Transform => ({ kind: 'truncate', length: s.truncate })),
  z
    .strictObject({ map: z.record(z.string(), z.string()), otherwise: z.string().optional() })
    .transform((s): Transform => ({
      kind: 'value-map',
      map: s.map,
      ...(s.otherwise === undefined ? {} : { otherwise: s.otherwise }),
    })),
  z
    .strictObject({ fallback: z.array(z.string()).min(1) })
    .transform((s): Transform => ({ kind: 'fallback', fields: s.fallback })),
  z
    .strictObject({ fallbackLocalPart: z.string() })
    .transform((s): Transform => ({ kind: 'fallback-local-part', field: s.fallbackLocalPart })),
  z.strictObject({ dateToNoon: zone }).transform((s): Transform => ({ kind: 'date-to-noon', timeZone: s.dateToNoon })),
  z.strictObject({ noonToDate: zone }).transform((s): Transform => ({ kind: 'noon-to-date', timeZone: s.noonToDate })),
])

export const transforms = z
  .array(written)
  .describe(
    'Steps: trim, upper, lower, {default}, {truncate}, {map, otherwise}, {fallback}, {dateToNoon}, {noonToDate}.',
  )
