import type { Handoff } from '#domain/handoff/types.ts'
import { connectionId, type LinkId, linkId } from '#domain/ids.ts'
import type { Link } from '#domain/identity/link.ts'
import type {
  JournalRow,
  StoredActivity,
  StoredClock,
  StoredCredit,
  StoredOpportunity,
  StoredTouch,
} from '#ports/store.ts'

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

export const handoff = (n: number, overrides: Partial<Handoff> = {}): Handoff => ({
  id: `handoff-${n}`,
  linkId: id(n),
  cycle: 1,
  contract: 'default',
  configVersion: 1,
  reason: 'asked for a demo',
  urgency: 'hot',
  ownerId: '005A',
  ownerName: 'Ada',
  ownerEmail: 'ada@example.com',
  ownerRule: 'pool',
  routing: [{ rule: 'pool', candidate: '005A', verdict: 'chosen', why: 'next in turn' }],
  qualifiedAt: T0,
  handedOverAt: T0 + MINUTE,
  campaign: 'spring',
  linkedExisting: false,
  taskId: null,
  ...overrides,
})

export const clock = (n: number, overrides: Partial<StoredClock> = {}): StoredClock => ({
  id: `clock-${n}`,
  linkId: id(n),
  handoffId: `handoff-${n}`,
  cycle: 1,
  policy: 'standard',
  name: 'first-response',
  configVersion: 1,
  calendar: { zone: 'Europe/Berlin' },
  targetSeconds: 3_600,
  warnAt: [0.5, 0.8],
  startedAt: T0,
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
  ...overrides,
})

export const credit = (n: number, overrides: Partial<StoredCredit> = {}): StoredCredit => ({
  opportunityId: `006${n}`,
  model: 'linear',
  touchId: `touch-${n}-1`,
  linkId: id(n),
  campaign: 'spring',
  channel: 'paid-search',
  amountMinor: 120_050n,
  currency: 'USD',
  weightNumerator: 1n,
  weightDenominator: 1n,
  ...overrides,
})
