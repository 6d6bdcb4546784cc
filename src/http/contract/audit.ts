import * as z from 'zod'
import { AUDIT_SORTS } from '#ports/store/audit.ts'
import { deploymentContract } from './contract.ts'
import { CSV, NO_PAGES } from './csv.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { instant } from './primitives.ts'

export { AUDIT_SORTS }

export const auditEntrySchema = z
  .strictObject({
    seq: z.int().meta({ description: 'Its number; later entries have higher ones' }),
    at: instant,
    actor: z
      .strictObject({ kind: z.enum(['user', 'token']), id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'null: nobody who is known, such as a failed sign-in' }),
    connection: z.string().nullable().meta({ description: 'null: of the deployment' }),
    action: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    outcome: z.enum(['done', 'failed']),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntryOnWire = z.infer<typeof auditEntrySchema>

const short = z.string().min(1).max(200)
export const auditFilters = {
  actor: short.optional().meta({ description: 'Id of a person or a token' }),
  action: short.optional().meta({ description: 'Such as "config.save"' }),
  connection: short.optional(),
  outcome: z.enum(['done', 'failed']).optional(),
  from: instant.optional().meta({ description: 'Inclusive' }),
  until: instant.optional().meta({ description: 'Exclusive' }),
}

const log = { access: 'administer', tag: 'Audit log', method: 'GET' } as const

export const listAuditContract = deploymentContract({
  ...log,
  name: 'listAudit',
  path: '/audit',
  summary: 'What people and machines did, newest first',
  description: 'The same filters give a CSV file at GET /api/audit.csv.',
  query: z.strictObject({ ...auditFilters, ...sortQuery(AUDIT_SORTS), ...pagingQuery }),
  reply: pageOf(auditEntrySchema),
})

export const readAuditChoicesContract = deploymentContract({
  ...log,
  name: 'readAuditChoices',
  path: '/audit/choices',
  summary: 'Who and what the audit log can be filtered by',
  reply: z.strictObject({
    actors: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    actions: z.array(z.string()),
  }),
})

export const downloadAuditContract = deploymentContract({
  ...log,
  name: 'downloadAudit',
  path: '/audit.csv',
  summary: 'The audit log as a CSV file',
  query: listAuditContract.query.omit(NO_PAGES),
  ...CSV,
})
