import type { Alert } from '#domain/alerts/types.ts'
import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import { connectionId, type LinkId, linkId } from '#domain/ids.ts'
import type { Link } from '#domain/identity/link.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { StoredActivity } from '#ports/store/activities.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { StoredCredit } from '#ports/store/credits.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import type { Stream } from '#ports/store/inbox.ts'
import { madeHandoff } from '#support/handoffs.ts'

/** Rows as the app would make them; each test says only what it is about. */
export const HERE = connectionId('here')
export const ELSEWHERE = connectionId('elsewhere')
export const T0 = Date.UTC(2026, 0, 5, 9)
export const MINUTE = 60_000

export const id = (n: number | string): LinkId => linkId(`link-${n}`)

export const link = (n: number, overrides: Partial<Link> = {}): Link => ({
  id: id(n),
  kind: 'person',
  key: `portal:${n}`,
  hubspotId: `${n}`,
  salesforceObject: 'Lead',
  salesforceId: `00Q${n}`,
  state: 'active',
  origin: 'created',
  adopted: false,
  base: { email: { hubspot: `p${n}@example.com`, salesforce: `p${n}@example.com` } },
  createdAt: T0,
  ...overrides,
})

export const journalRow = (overrides: Partial<JournalRow> = {}): JournalRow => ({
  at: T0,
  linkId: id(1),
  side: 'salesforce',
  object: 'Lead',
  recordId: '00Q1',
  action: 'update',
  changes: [
    { field: 'phone', from: null, to: '+49301234', rule: 'phone', because: 'changed-one-side', winner: 'hubspot' },
  ],
  configVersion: 1,
  cause: 'changed',
  ...overrides,
})

export const handoff = (n: number, overrides: Partial<Handoff> = {}): Handoff =>
  madeHandoff({
    id: `handoff-${n}`,
    linkId: id(n),
    contractVersion: 2,
    urgency: 'urgent',
    urgencyRule: 'demo within 2 days',
    routing: [{ rule: 'pool', candidate: '005A', verdict: 'chosen', why: 'next in turn' }],
    routingVersion: 3,
    qualifiedAt: T0,
    handedOverAt: T0 + MINUTE,
    campaign: 'spring',
    companyDomain: 'acme.example',
    ...overrides,
  })

export const spell = (n: number, from: number, overrides: Partial<OwnerSpell> = {}): OwnerSpell => ({
  handoffId: `handoff-${n}`,
  ownerId: '005A',
  from,
  rule: 'pool',
  why: 'next in turn',
  ...overrides,
})

export const clock = (n: number, overrides: Partial<StoredClock> = {}): StoredClock => ({
  id: `clock-${n}`,
  linkId: id(n),
  handoffId: `handoff-${n}`,
  cycle: 1,
  policy: 'standard',
  policyVersion: 4,
  name: 'first-response',
  kind: 'first_response',
  repId: null,
  configVersion: 1,
  calendar: { zone: 'Europe/Berlin' },
  targetSeconds: 3_600,
  warnAt: [0.5, 0.8],
  pausedIn: ['On Hold'],
  ladder: [{ id: 'tell', at: { afterDueSeconds: 600 }, action: { kind: 'notify_manager' }, clock: 'first-response' }],
  startedAt: T0,
  startCause: 'handed over',
  events: [{ at: T0 + 1, type: 'retarget', seconds: 60 }],
  dueAt: T0 + 60 * MINUTE,
  state: 'running',
  breachedAt: null,
  detectedAt: null,
  stoppedAt: null,
  stoppedBy: null,
  breachVoided: null,
  elapsedSeconds: 0,
  nextCheckAt: T0 + 30 * MINUTE,
  ...overrides,
})

export const action = (n: number, overrides: Partial<StoredAction> = {}): StoredAction => ({
  id: `clock-${n}:ladder:tell`,
  clockId: `clock-${n}`,
  step: 'ladder:tell',
  linkId: id(n),
  handoffId: `handoff-${n}`,
  action: { kind: 'notify_manager' },
  dueAt: T0 + n,
  recordedAt: T0 + 10,
  state: 'waiting',
  attempts: 0,
  waitedMs: 0,
  nextTryAt: T0 + 10,
  finishedAt: null,
  note: null,
  ...overrides,
})

export const alert = (n: number, overrides: Partial<Alert> = {}): Alert => ({
  id: `breach/clock-${n}`,
  kind: 'breach',
  at: T0 + n,
  linkId: id(n),
  handoffId: `handoff-${n}`,
  facts: {
    lead: `Person ${n}`,
    company: 'Acme',
    reason: 'asked for a demo',
    deadline: 'Mon 10:00',
    owner: 'Ada',
    urgency: 'urgent',
    campaign: 'spring',
    policy: 'standard',
    link: `https://crm.example/${n}`,
  },
  ownerEmail: 'ada@example.com',
  managerEmail: null,
  alsoTo: ['desk'],
  ...overrides,
})

export const activity = (n: number, overrides: Partial<StoredActivity> = {}): StoredActivity => ({
  id: `00T${n}`,
  linkId: id(n),
  kind: 'call',
  at: T0 + 5 * MINUTE,
  personId: '005A',
  counts: true,
  why: 'outbound call of a person',
  ...overrides,
})

export const opportunity = (n: number, overrides: Partial<StoredOpportunity> = {}): StoredOpportunity => ({
  id: `006${n}`,
  linkId: null,
  name: `Deal ${n}`,
  stage: 'Prospecting',
  isClosed: false,
  isWon: false,
  amountMinor: 120_050n,
  currency: 'USD',
  originalAmountMinor: 120_050n,
  originalCurrency: 'USD',
  rate: null,
  accountId: null,
  refundOf: null,
  refundedMinor: null,
  refundedAt: null,
  monthlyRevenueMinor: null,
  createdAt: T0,
  closedAt: null,
  lostReason: null,
  ownerId: '005A',
  contactSource: 'role',
  people: [id(n)],
  ...overrides,
})

export const touch = (n: number, order: number, overrides: Partial<StoredTouch> = {}): StoredTouch => ({
  id: `touch-${n}-${order}`,
  linkId: id(n),
  at: T0 - (10 - order) * MINUTE,
  channel: 'paid-search',
  campaign: 'spring',
  source: 'hs_analytics_source',
  origin: 'hubspot',
  kind: 'source',
  detail: null,
  dayOnly: false,
  evidence: [{ origin: 'hubspot', source: 'hs_analytics_source', record: `${n}`, says: 'spring' }],
  ...overrides,
})

export const credit = (n: number, overrides: Partial<StoredCredit> = {}): StoredCredit => ({
  opportunityId: `006${n}`,
  model: 'linear',
  entry: 0,
  datedAt: T0,
  touchId: `touch-${n}-1`,
  linkId: id(n),
  campaign: 'spring',
  channel: 'paid-search',
  amountMinor: 120_050n,
  currency: 'USD',
  weightNumerator: 1n,
  weightDenominator: 1n,
  shareMillionths: 1_000_000,
  ...overrides,
})

export const CONTACTS: Stream = { side: 'hubspot', object: 'contacts' }
export const LEADS: Stream = { side: 'salesforce', object: 'Lead' }
