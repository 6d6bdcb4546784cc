import * as z from 'zod'
import { JOURNAL_SORTS } from '#ports/store/journal.ts'
import { connectionContract } from './contract.ts'
import { CSV, NO_PAGES } from './csv.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

export { JOURNAL_SORTS }

// Written out, because the pages use this file too and need not load what is behind it.
export const ACTIONS = [
  'create',
  'update',
  'delete',
  'link',
  'associate',
  'disassociate',
  'convert',
  'unlink',
  'erase',
] as const

export const side = z.enum(['hubspot', 'salesforce'])

const value = z.string().nullable().meta({ description: 'In the canonical form of its type; null: blank' })

export const fieldChange = z.strictObject({
  field: z.string().meta({ description: 'Name of the field on the side that was written' }),
  from: value,
  to: value,
  rule: z.string().meta({ description: 'Field map, or the rule of Tandem that set it: handoff, sla, outcome' }),
  because: z.string().meta({ description: 'Why this value: changed-one-side, newest-wins, …' }),
  winner: z.enum(['hubspot', 'salesforce', 'tandem']).meta({ description: 'Whose value it is' }),
  lost: z.strictObject({ value }).nullable().meta({
    description: 'What the side written to held of its own that did not prevail; null: only one side had changed',
  }),
})

export const changeRow = z.strictObject({
  seq: count.meta({ description: 'Number in the journal' }),
  at: instant,
  side: side.meta({ description: 'The CRM that was written to' }),
  object: z.string(),
  recordId: z.string(),
  url: z.string().nullable().meta({ description: 'Page of the record on its platform' }),
  link: z.string().nullable().meta({ description: 'Id under `records`; null: of no pair' }),
  action: z.enum(ACTIONS),
  changes: z.array(fieldChange),
  cause: z.string().meta({ description: 'What brought it about' }),
  configVersion: count,
  author: z.string().nullable().meta({ description: 'Who saved that version; null: not known any more' }),
})

export type ChangeRow = z.infer<typeof changeRow>
export type FieldChangeRow = z.infer<typeof fieldChange>

export const namedChangeRow = changeRow.extend({
  name: z.string().nullable().meta({ description: 'What the record is called; null: not known, or erased' }),
})

export type NamedChangeRow = z.infer<typeof namedChangeRow>

export const listChangesContract = connectionContract({
  name: 'listChanges',
  method: 'GET',
  path: '/changes',
  access: 'read',
  tag: 'Records',
  summary: 'Everything that Tandem wrote to either CRM, newest first',
  description:
    'A page looks through 200,000 changes at most, so that it comes soon: it may be empty although others fit. `lookedBackTo` says how far it looked, `nextCursor` goes on from there. `total` counts the same stretch, on the first page.',
  query: z.strictObject({
    ...pagingQuery,
    ...sortQuery(JOURNAL_SORTS),
    side: side.optional(),
    object: z.string().max(100).optional(),
    action: z.enum(ACTIONS).optional(),
    field: z.string().max(255).optional(),
    rule: z.string().max(255).optional(),
    version: z.coerce.number().int().min(1).max(2_147_483_647).optional().meta({ description: 'Of the sync config' }),
    from: instant.optional(),
    until: instant.optional().meta({ description: 'Not included' }),
  }),
  reply: pageOf(namedChangeRow).extend({
    lookedBackTo: instant
      .nullable()
      .meta({ description: 'null: to the first change that there is, with `direction=asc` to the last' }),
  }),
})

export const downloadChangesContract = connectionContract({
  name: 'downloadChanges',
  method: 'GET',
  path: '/changes.csv',
  access: 'read',
  tag: 'Records',
  summary: 'Everything that Tandem wrote as CSV: a line for each field that was changed',
  query: listChangesContract.query.omit(NO_PAGES),
  ...CSV,
})
