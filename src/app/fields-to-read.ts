import { PLAIN_PAIRS } from '#domain/config.ts'
import type { FieldPairId, PlainPairId, SyncConfig } from '#domain/config.ts'
import type { HandoverContract } from '#domain/handoff/config.ts'
import { fieldsOfStep } from '#domain/mapping/transform.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { HUBSPOT_FIELDS } from '#domain/objects/own-field.ts'
import type { Stream } from '#ports/store/inbox.ts'

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

/** HubSpot properties a pair needs: mapped, looked at by rules, and our own. */
export function hubspotFields(config: SyncConfig, pairs: readonly FieldPairId[]): readonly string[] {
  return unique(
    pairs.flatMap((id) => [
      ...PAIRS[id].reads.hubspot,
      ...config.fields[id].flatMap((m) => [m.hubspot, ...(m.when === undefined ? [] : [m.when.property])]),
      ...config.fields[id].flatMap((m) => fallbackFields(m.toSalesforce)),
      ...HUBSPOT_FIELDS.filter((f) => f.object === PAIRS[id].hubspot).map((f) => f.name),
      ...(PAIRS[id].kind === 'person' && config.pairs['company-account'].enabled ? ['associatedcompanyid'] : []),
      ...(PAIRS[id].kind !== 'person'
        ? []
        : [
            config.campaignProperty,
            ...COMPANY_OF_PERSON,
            ...[
              ...config.selection.conditions,
              ...config.campaignMembers.flatMap((m) => m.statusWhen.flatMap((s) => s.when)),
            ].map((c) => c.property),
            ...config.handover.flatMap(contractFields),
            ...[...config.routing.territories, ...config.routing.segments].flatMap((rule) => namesOf(rule.when)),
          ]),
    ]),
  )
}

/** What says which company somebody belongs to. HubSpot leaves out what a portal does not have. */
const COMPANY_OF_PERSON = ['email', 'company', 'website', 'hs_email_domain'] as const

const namesOf = (tests: readonly { readonly property: string }[]): readonly string[] =>
  tests.map(({ property }) => property)

/** What a handover contract looks at; a property that is not read would count as blank. */
const contractFields = ({ when, behaviour, score, urgencyWhen }: HandoverContract): readonly string[] => [
  ...namesOf(when),
  ...namesOf(behaviour),
  ...(score === null ? [] : [score.property]),
  ...urgencyWhen.flatMap((urgent) => [...namesOf(urgent.when), ...namesOf(urgent.behaviour)]),
]

/** Absent in orgs with one currency; the connector leaves out what an object does not have. */
export const CURRENCY = 'CurrencyIsoCode'

/** What tells whether a person answered. */
export const ACTIVITY_FIELDS = {
  Task: [
    'WhoId',
    'IsClosed',
    'CompletedDateTime',
    'CreatedDate',
    'TaskSubtype',
    'CallType',
    'CreatedById',
    'OwnerId',
    'LastModifiedDate',
    'LastModifiedById',
  ],
  Event: ['WhoId', 'StartDateTime', 'CreatedById', 'CreatedDate'],
} as const

/** What tells whether and when a member of a campaign responded. */
export const MEMBER_FIELDS = [
  'CampaignId',
  'LeadId',
  'ContactId',
  'Status',
  'HasResponded',
  'FirstRespondedDate',
] as const

/** What a contact role is asked for: enough to know whose it is without a further call. */
const ROLE_FIELDS = ['OpportunityId', 'ContactId'] as const

/**
 * The fields that a capture brings along: exactly those that a batch would read of the object, so that a captured record can
 * stand in for a read and its print can be compared with what Tandem wrote. Undefined: notices alone are enough.
 */
export function capturedFields(config: SyncConfig, { side, object }: Stream): readonly string[] | undefined {
  if (side === 'salesforce' && object === 'OpportunityContactRole') return ROLE_FIELDS
  if (side === 'salesforce' && object === 'CampaignMember.response') return MEMBER_FIELDS
  const pairs = FIELD_PAIRS.filter((id) => PAIRS[id][side] === object && isRead(config, id))
  const activity = side === 'salesforce' && isActivity(object) ? ACTIVITY_FIELDS[object] : []
  const ofPairs =
    side === 'hubspot' ? hubspotFields(config, pairs) : pairs.flatMap((id) => salesforceFields(config, id))
  const fields = unique([...activity, ...ofPairs])
  return fields.length === 0 ? undefined : fields
}

const FIELD_PAIRS = Object.keys(PAIRS) as readonly FieldPairId[]
const isActivity = (object: string): object is keyof typeof ACTIVITY_FIELDS => Object.hasOwn(ACTIVITY_FIELDS, object)
const isRead = (config: SyncConfig, id: FieldPairId): boolean =>
  !(PLAIN_PAIRS as readonly FieldPairId[]).includes(id) || config.pairs[id as PlainPairId].enabled

/** Who gave a lead back. */
const LAST_EDITOR = 'LastModifiedById'

/** Salesforce fields a pair needs. */
export function salesforceFields(config: SyncConfig, pair: FieldPairId): readonly string[] {
  const fallbacks = config.fields[pair].flatMap((m) => fallbackFields(m.toHubspot))
  const extra: Readonly<Partial<Record<FieldPairId, readonly string[]>>> = {
    'deal-opportunity': [config.lossReasonField, CURRENCY, ...outcomeFields(config)],
    'contact-lead': [config.feedback.reasonField, LAST_EDITOR],
    'contact-contact': [config.feedback.reasonField, LAST_EDITOR],
  }
  return unique([
    ...PAIRS[pair].reads.salesforce,
    ...config.fields[pair].map((m) => m.salesforce),
    ...fallbacks,
    ...(extra[pair] ?? []),
    ...filterFields(config, pair),
  ])
}

const outcomeFields = ({ attribution: { refunds, payback } }: SyncConfig): readonly string[] =>
  [refunds.opportunityField, refunds.amountField, refunds.dateField, payback?.monthlyRevenueField ?? null].filter(
    (field) => field !== null,
  )

/** Fields by which the admin chose the Salesforce records that take part. */
function filterFields(config: SyncConfig, pair: FieldPairId): readonly string[] {
  const filters: Readonly<Partial<Record<string, readonly { readonly property: string }[]>>> =
    config.selection.salesforce
  return (filters[PAIRS[pair].salesforce] ?? []).map((condition) => condition.property)
}

/** Other fields of the record that steps look at. */
const fallbackFields = (steps: readonly Transform[]): readonly string[] => steps.flatMap(fieldsOfStep)
