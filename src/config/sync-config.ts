import * as z from 'zod'
import { MODEL_NAMES } from '#domain/attribution/models/index.ts'
import { SALESFORCE_FILTERED } from '#domain/config.ts'
import type { PairSettings, SyncConfig } from '#domain/config.ts'
import { CLOCK_KINDS, DEFAULT_WARN_AT } from '#domain/sla/policy.ts'
import { validateCalendar } from '#domain/sla/business-calendar.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { duration } from './duration.ts'
import { condition, fieldMaps, mapsFor } from './field-maps.ts'
import type { ConfigProblem } from './inner-checks.ts'
import { checkLifecycle, checkMaps } from './inner-checks.ts'
import { shapeProblems } from './shape-problems.ts'

const interval = z.tuple([z.string(), z.string()])
const day = z.array(interval).optional()
const calendar = z
  .strictObject({
    timeZone: z.string().describe('IANA zone, e.g. America/New_York.'),
    schedule: z.strictObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
    holidays: z.union([z.array(z.string()), z.record(z.string(), z.array(interval))]).default([]),
  })
  .superRefine((value, context) => {
    for (const problem of validateCalendar(value as BusinessCalendar))
      context.addIssue({ code: 'custom', path: problem.path.split('.'), message: problem.message })
  })

const clock = z.strictObject({
  name: z.string().default('first-response'),
  kind: z
    .enum(CLOCK_KINDS, {
      error: (issue) => `a clock of kind ${JSON.stringify(issue.input)} cannot be kept yet: only first_response can`,
    })
    .default('first_response'),
  target: duration,
  calendar: z.string().describe('Name of one of the calendars.'),
  warnAt: z.array(z.number().gt(0).lt(1)).default([...DEFAULT_WARN_AT]),
})

const policy = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  version: z.int().positive().default(1),
  when: z
    .strictObject({ urgency: z.array(z.string()).optional(), campaign: z.array(z.string()).optional() })
    .default({}),
  clocks: z.array(clock).min(1),
})

const STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
]

const lifecycle = z
  .strictObject({
    order: z.array(z.string()).default(STAGES).describe('Lifecycle stage values from least to most advanced.'),
    onOpportunity: z.string().default('opportunity'),
    onWon: z.string().default('customer'),
    fromLeadStatus: z
      .record(z.string(), z.string())
      .default({})
      .describe('HubSpot stage by Lead Status, for leads without an opportunity.'),
    opensOpportunity: z
      .strictObject({
        stages: z.array(z.string()).default([]).describe('HubSpot stages that open an Opportunity; empty: never.'),
        opportunityStage: z.string().default('Prospecting'),
        closeInDays: z.int().positive().default(90),
        convertedStatus: z.string().default('Closed - Converted').describe('A Lead Status that counts as converted.'),
      })
      .prefault({}),
  })
  .prefault({})

const pairSettings = (create: PairSettings['create']) =>
  z.strictObject({
    enabled: z.boolean().default(false),
    create: z.enum(['none', 'to-salesforce', 'to-hubspot', 'both']).default(create),
    deletes: z.enum(['keep', 'delete']).default('keep'),
    recordType: z.string().nullable().default(null),
  })

/** HubSpot campaigns have no unique property, so one made there could not be told from its double after a crash. */
const campaignSettings = pairSettings('none').extend({
  create: z
    .enum(['none', 'to-salesforce'], {
      error: 'campaigns can be made in Salesforce only: none or to-salesforce',
    })
    .default('none'),
})

const campaignMembers = z.strictObject({
  list: z.string().describe('HubSpot list id.'),
  campaign: z.string().describe('Salesforce Campaign id, or its name.'),
  status: z.string().default('Sent'),
  statusWhen: z.array(z.strictObject({ when: z.array(condition).min(1), status: z.string() })).default([]),
  onLeave: z.union([z.enum(['keep', 'remove']), z.strictObject({ status: z.string() })]).default('keep'),
})

/** One connection's configuration as it stands in the YAML file. `fields` overrides the default maps one by one. */
export const syncConfigDocument = z.strictObject({
  connection: z.strictObject({ id: z.string().regex(/^[a-z0-9-]+$/), name: z.string() }),
  goLiveAt: z.iso
    .datetime({ offset: true })
    .describe('Who qualified before is linked, but gets no lead, task or clock.'),
  selection: z.strictObject({
    marketingContacts: z
      .enum(['required', 'any'])
      .describe('any: an explicit choice for portals without marketing contacts.'),
    stages: z.array(z.string()).min(1),
    lists: z.array(z.string()).default([]).describe('HubSpot list ids; members of one of them enter. Empty: all.'),
    conditions: z.array(condition).default([]),
    optedOut: z.enum(['exclude', 'include']),
    salesforce: z
      .partialRecord(z.enum(SALESFORCE_FILTERED), z.array(condition))
      .default({})
      .describe('Which Salesforce records take part, by object; decides entry only.'),
  }),
  fields: z
    .strictObject({
      'contact-lead': fieldMaps.default([]),
      'contact-contact': fieldMaps.default([]),
      'company-account': fieldMaps.default([]),
      'deal-opportunity': fieldMaps.default([]),
      'task-task': fieldMaps.default([]),
      'campaign-campaign': fieldMaps.default([]),
    })
    .prefault({}),
  pairs: z
    .strictObject({
      'company-account': pairSettings('none').prefault({}),
      'task-task': pairSettings('none').prefault({}),
      'campaign-campaign': campaignSettings.prefault({}),
    })
    .prefault({}),
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
  handover: z
    .array(
      z.strictObject({
        id: z.string(),
        when: z.array(condition).default([]),
        urgency: z.enum(['urgent', 'high', 'normal', 'low']).default('normal'),
        pool: z.string(),
        nextStep: z.string().default('Call, then write.'),
      }),
    )
    .min(1),
  routing: z.strictObject({
    keepExistingOwner: z.boolean().default(true),
    pools: z.array(
      z.strictObject({
        id: z.string(),
        members: z.array(z.strictObject({ email: z.email(), weight: z.int().positive().default(1) })).min(1),
      }),
    ),
    fallbackOwner: z.email().describe('Salesforce user who gets what nobody else can take.'),
  }),
  calendars: z.record(z.string(), calendar),
  sla: z.array(policy).default([]),
  automationUsers: z
    .array(z.string())
    .default([])
    .describe('Salesforce users (e-mail or id) whose activities are not a person’s.'),
  lossReasonField: z.string().default('Tandem_Loss_Reason__c'),
  attribution: z
    .strictObject({
      models: z.array(z.enum(MODEL_NAMES)).min(1).default(['first_touch', 'last_touch', 'linear']),
      defaultModel: z.enum(MODEL_NAMES).default('linear'),
      lookbackDays: z.int().positive().nullable().default(null),
    })
    .prefault({}),
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
    sla: doc.sla.map((p) => ({
      id: p.id,
      name: p.name ?? p.id,
      version: p.version,
      when: p.when,
      clocks: p.clocks.map((c) => ({
        name: c.name,
        kind: c.kind,
        targetSeconds: c.target,
        calendarId: c.calendar,
        warnAt: c.warnAt,
      })),
    })),
  }
}

function danglingReferences(config: SyncConfig): readonly ConfigProblem[] {
  const pools = new Set(config.routing.pools.map((p) => p.id))
  const calendars = new Set(Object.keys(config.calendars))
  return [
    ...checkLifecycle(config.lifecycle),
    ...checkMaps(config.fields),
    ...config.handover.flatMap((c, i) =>
      pools.has(c.pool)
        ? []
        : [
            missing(
              `handover.${i}.pool`,
              `there is no pool "${c.pool}"`,
              `add it to routing.pools, or name one of: ${[...pools].join(', ')}`,
            ),
          ],
    ),
    ...config.sla.flatMap((p, i) =>
      p.clocks.flatMap((c, j) =>
        calendars.has(c.calendarId)
          ? []
          : [
              missing(
                `sla.${i}.clocks.${j}.calendar`,
                `there is no calendar "${c.calendarId}"`,
                `add it to calendars, or name one of: ${[...calendars].join(', ')}`,
              ),
            ],
      ),
    ),
    ...(config.attribution.models.includes(config.attribution.defaultModel)
      ? []
      : [
          missing(
            'attribution.defaultModel',
            `${config.attribution.defaultModel} is not computed`,
            'add it to attribution.models',
          ),
        ]),
  ]
}

const missing = (path: string, message: string, remedy: string): ConfigProblem => ({ path, message, remedy })

/** A filter that is not given is absent, not undefined. */
const definedOnly = <T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never
