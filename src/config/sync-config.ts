import * as z from 'zod'
import type { SyncConfig } from '#domain/config.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { mapsFor } from './field-maps.ts'
import type { ConfigProblem } from './inner-checks.ts'
import { danglingReferences } from './references.ts'
import { attribution } from './sections/attribution.ts'
import { campaignMembers } from './sections/campaign-members.ts'
import { alerts } from './sections/alerts.ts'
import { feedback, handover } from './sections/handover.ts'
import { lifecycle } from './sections/lifecycle.ts'
import { fields, pairs } from './sections/pairs.ts'
import { routing } from './sections/routing.ts'
import { selection } from './sections/selection.ts'
import { calendar, policy, toPolicy } from './sections/sla.ts'
import { shapeProblems } from './shape-problems.ts'

/** One connection's configuration as it stands in the YAML file. `fields` overrides the default maps one by one. */
export const syncConfigDocument = z.strictObject({
  connection: z.strictObject({ id: z.string().regex(/^[a-z0-9-]+$/), name: z.string() }),
  goLiveAt: z.iso
    .datetime({ offset: true })
    .describe('Who qualified before is linked, but gets no lead, task or clock.'),
  selection,
  fields,
  pairs,
  recordTypes: z
    .strictObject({ Lead: z.string().nullable().default(null), Opportunity: z.string().nullable().default(null) })
    .prefault({})
    .describe('Developer names of the record types of what Tandem makes.'),
  matching: z
    .strictObject({
      suggestions: z.enum(['off', 'list', 'hold']).default('list'),
      autoLinkNames: z.boolean().default(false),
      defaultCountry: z.string().length(2).nullable().default(null),
    })
    .prefault({}),
  campaignMembers: z.array(campaignMembers).default([]),
  owners: z.record(z.string(), z.string()).default({}).describe('HubSpot owner e-mail to Salesforce user e-mail.'),
  budget: z
    .strictObject({
      salesforceDailyShare: z.number().gt(0).max(1).default(0.5),
      hubspotDailyShare: z.number().gt(0).max(1).default(0.8),
    })
    .prefault({}),
  campaignProperty: z.string().default('hs_analytics_last_touch_converting_campaign'),
  lifecycle,
  handover,
  routing,
  calendars: z.record(z.string(), calendar),
  sla: z.array(policy).default([]),
  feedback,
  alerts,
  automationUsers: z
    .array(z.string())
    .default([])
    .describe('Salesforce users (e-mail or id) whose activities are not a person’s.'),
  lossReasonField: z.string().default('Tandem_Loss_Reason__c'),
  attribution,
})

/** The form of the document as JSON Schema, for editors that complete and check YAML. */
export const syncConfigSchema = (): object => ({
  ...z.toJSONSchema(syncConfigDocument, { io: 'input', unrepresentable: 'any' }),
  title: 'Tandem sync config',
})

export type SyncConfigInput = z.input<typeof syncConfigDocument>

export type { ConfigProblem } from './inner-checks.ts'

/**
 * @returns the config with all defaults filled in, or every problem of shape at once, or, where the shape is right, every problem
 * of references inside the document, with the config as far as it goes: it must not be used, but can be checked further.
 */
export function parseSyncConfig(
  document: unknown,
):
  | { readonly ok: true; readonly config: SyncConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[]; readonly unusable: SyncConfig | null } {
  const parsed = syncConfigDocument.safeParse(document)
  if (!parsed.success) {
    return { ok: false, problems: shapeProblems(document, parsed.error.issues), unusable: null }
  }
  const config = toDomain(parsed.data)
  const problems = danglingReferences(config)
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems, unusable: config }
}

function toDomain(doc: z.output<typeof syncConfigDocument>): SyncConfig {
  const country = doc.matching.defaultCountry
  return {
    ...doc,
    selection: { ...doc.selection, salesforce: definedOnly(doc.selection.salesforce) },
    goLiveAt: Date.parse(doc.goLiveAt),
    fields: {
      'contact-lead': mapsFor('contact-lead', doc.fields['contact-lead'], country),
      'contact-contact': mapsFor('contact-contact', doc.fields['contact-contact'], country),
      'company-account': mapsFor('company-account', doc.fields['company-account'], country),
      'deal-opportunity': mapsFor('deal-opportunity', doc.fields['deal-opportunity'], country),
      'task-task': mapsFor('task-task', doc.fields['task-task'], country),
      'campaign-campaign': mapsFor('campaign-campaign', doc.fields['campaign-campaign'], country),
    },
    calendars: doc.calendars as Readonly<Record<string, BusinessCalendar>>,
    handover: doc.handover.map((contract) => ({ ...contract, name: contract.name ?? contract.id })),
    sla: doc.sla.map(toPolicy),
    alerts: { ...doc.alerts, templates: definedOnly(doc.alerts.templates) },
  }
}

/** A filter that is not given is absent, not undefined. */
const definedOnly = <T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never
