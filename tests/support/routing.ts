import { directoryOf } from '#domain/routing/directory.ts'
import type {
  KnownOwner,
  Pool,
  PoolMember,
  Rep,
  RouteFacts,
  RouteInput,
  RoutingConfig,
  RoutingState,
} from '#domain/routing/types.ts'
import type { BusinessCalendar } from '#domain/sla/calendar.ts'

/** Reps have the id `id-<name>` and the e-mail `<name>@x.example`. */
export const madeRep = (name: string, over: Partial<Rep> = {}): Rep => ({
  id: `id-${name}`,
  email: `${name}@x.example`,
  name,
  active: true,
  managerId: null,
  ...over,
})
export const madeMember = (name: string, over: Partial<PoolMember> = {}): PoolMember => ({
  email: `${name}@x.example`,
  weight: 1,
  hours: null,
  leave: [],
  capacity: { open: null, perDay: null },
  ...over,
})
export const madePool = (id: string, members: readonly PoolMember[], whenNobody: Pool['whenNobody'] = 'fallback') => ({
  id,
  members,
  whenNobody,
})
/** Everything off but one pool `sales` of ann and bob, and mia, the fallback owner. */
export const madeRouting = (over: Partial<RoutingConfig> = {}): RoutingConfig => ({
  version: 1,
  by: 'tandem',
  keepExistingOwner: true,
  stickyDays: 90,
  namedAccounts: [],
  territories: [],
  segments: [],
  pools: [madePool('sales', [madeMember('ann'), madeMember('bob')])],
  fallbackOwner: 'mia@x.example',
  fallback: { queue: null, policy: null },
  maxReassignments: 3,
  ...over,
})
export const madeFacts = (over: Partial<RouteFacts> = {}): RouteFacts => ({
  contact: {},
  emailDomain: null,
  companyDomain: null,
  companyKey: null,
  owners: [],
  excluded: new Map(),
  ...over,
})
export const madeOwner = (source: KnownOwner['source'], name: string, since: number | null = null): KnownOwner => ({
  source,
  ownerId: `id-${name}`,
  because: `${source}-1`,
  since,
})
/** Nine to five on weekdays in Berlin. */
export const BERLIN: BusinessCalendar = {
  timeZone: 'Europe/Berlin',
  schedule: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]])),
}
export const NO_STATE: RoutingState = { pools: {} }
/** A Tuesday, 10:00 in Berlin. */
export const TUESDAY_TEN = Date.parse('2026-03-10T09:00:00Z')

/** ann, bob, cem, dee and mia are active users, old is not; nobody has anything on the desk. */
export const madeInput = (over: Partial<RouteInput> = {}): RouteInput => ({
  config: madeRouting(),
  calendars: { berlin: BERLIN },
  orgTimeZone: 'UTC',
  pool: 'sales',
  facts: madeFacts(),
  reps: directoryOf([
    ...['ann', 'bob', 'cem', 'dee', 'mia'].map((name) => madeRep(name)),
    madeRep('old', { active: false }),
  ]),
  queues: new Map(),
  workload: { open: new Map(), today: new Map() },
  state: NO_STATE,
  now: TUESDAY_TEN,
  ...over,
})
