import * as z from 'zod'
import { plainDecimal, ROUNDINGS } from '#domain/mapping/decimal.ts'
import { COUNTRY_FORMS, STATE_FORMS } from '#domain/mapping/places.ts'
import { UNREAD } from '#domain/mapping/transform.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import { isTimeZone } from '#domain/time.ts'

const zone = z
  .string()
  .refine((name) => name === 'org' || isTimeZone(name), { error: 'no such time zone: org, or an IANA name' })

const unread = z
  .enum(UNREAD)
  .default('keep')
  .describe('What becomes of a value that cannot be read: it stays, becomes blank, or waits for a person.')
const countryCode = z.string().regex(/^[A-Z]{2}$/, { error: 'two capital letters, such as US' })
const field = z.string().min(1)

const YES = ['yes', 'y', 'true', '1', 'on']
const NO = ['no', 'n', 'false', '0', 'off']

/** Steps as people write them: `trim`, `{truncate: 40}`, `{map: {a: b}}`; turned into the domain's own form. */
const written = z.union(
  [
    z.literal('trim').transform((): Transform => ({ kind: 'trim' })),
    z.enum(['upper', 'lower']).transform((to): Transform => ({ kind: 'case', to })),
    z.literal('plainText').transform((): Transform => ({ kind: 'plain-text' })),
    z.literal('richText').transform((): Transform => ({ kind: 'rich-text' })),
    z.literal('phone').transform((): Transform => ({ kind: 'phone', unread: 'keep' })),
    z.literal('owner').transform((): Transform => ({ kind: 'owner', unknown: 'fallback' })),
    z.literal('boolean').transform((): Transform => ({ kind: 'boolean', true: YES, false: NO, unread: 'park' })),
    z.strictObject({ default: z.string() }).transform((s): Transform => ({ kind: 'default', value: s.default })),
    z
      .strictObject({ truncate: z.int().positive() })
      .transform((s): Transform => ({ kind: 'truncate', length: s.truncate })),
    z
      .strictObject({
        map: z.record(z.string(), z.string()),
        otherwise: z.string().optional(),
        unmapped: z.enum(['keep', 'park']).optional(),
        each: z.boolean().optional().describe('Each option of a multi-picklist by itself.'),
      })
      .transform(({ map, ...rest }): Transform => ({ kind: 'value-map', map, ...given(rest) })),
    z
      .strictObject({ fallback: z.array(field).min(1) })
      .transform((s): Transform => ({ kind: 'fallback', fields: s.fallback })),
    z
      .strictObject({ fallbackLocalPart: field })
      .transform((s): Transform => ({ kind: 'fallback-local-part', field: s.fallbackLocalPart })),
    z
      .strictObject({ dateToNoon: zone })
      .transform((s): Transform => ({ kind: 'date-to-noon', timeZone: s.dateToNoon })),
    z
      .strictObject({ noonToDate: zone })
      .transform((s): Transform => ({ kind: 'noon-to-date', timeZone: s.noonToDate })),
    z
      .strictObject({
        phone: z.strictObject({ country: countryCode.optional(), countryField: field.optional(), unread }),
      })
      .transform(({ phone }): Transform => ({ kind: 'phone', ...given(phone), unread: phone.unread })),
    z
      .strictObject({ country: z.enum(COUNTRY_FORMS), unread })
      .transform((s): Transform => ({ kind: 'country', to: s.country, unread: s.unread })),
    z
      .strictObject({
        state: z.enum(STATE_FORMS),
        country: countryCode.optional(),
        countryField: field.optional(),
        unread,
      })
      .refine((s) => s.country !== undefined || s.countryField !== undefined, {
        error: 'a state can only be read with its country: say country or countryField',
      })
      .transform(({ state, ...rest }): Transform => ({
        kind: 'state',
        to: state,
        ...given(rest),
        unread: rest.unread,
      })),
    z
      .strictObject({ split: z.string().min(1), index: z.int() })
      .transform((s): Transform => ({ kind: 'split', separator: s.split, index: s.index })),
    z
      .strictObject({ join: z.array(field).min(1), separator: z.string().default(' ') })
      .transform((s): Transform => ({ kind: 'join', fields: s.join, separator: s.separator })),
    z
      .strictObject({
        number: z.strictObject({
          times: z
            .union([z.string(), z.number()])
            .transform((factor) => plainDecimal(String(factor)))
            .refine((factor) => factor !== null, { error: 'no number' })
            .optional(),
          scale: z.int().min(0).max(18).optional(),
          rounding: z.enum(ROUNDINGS).optional(),
        }),
      })
      .transform(({ number: { times, ...rest } }): Transform => ({
        kind: 'number',
        ...given(rest),
        ...(times === undefined || times === null ? {} : { times }),
      })),
    z
      .strictObject({
        boolean: z.strictObject({
          true: z.array(z.string()).min(1),
          false: z.array(z.string()).min(1),
          unread: z.enum(UNREAD).default('park'),
        }),
      })
      .transform(({ boolean }): Transform => ({ kind: 'boolean', ...boolean })),
    z
      .strictObject({ owner: z.enum(['fallback', 'blank', 'park']) })
      .transform((s): Transform => ({ kind: 'owner', unknown: s.owner })),
    z
      .strictObject({
        expression: z.string().min(1).max(2_000),
        fields: z.array(field).default([]).describe('Fields of the same record that the expression names.'),
      })
      .transform((s): Transform => ({ kind: 'expression', ...s })),
  ],
  {
    error: ({ input }) =>
      typeof input === 'string'
        ? `there is no step "${input}" (docs/mapping.md lists them)`
        : 'there is no step of this form (docs/mapping.md lists them)',
  },
)

/** Keys that were left out are absent, not undefined. */
const given = <T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never

export const transforms = z
  .array(written)
  .describe(
    'Steps in order: trim, upper, lower, plainText, richText, phone, owner, boolean, {default}, {truncate}, {map, otherwise}, {fallback}, {split, index}, {join}, {number}, {country}, {state}, {dateToNoon}, {noonToDate}, {expression, fields}; see docs/mapping.md.',
  )
