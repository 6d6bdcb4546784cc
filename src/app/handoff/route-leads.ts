import { RemoteError } from '#domain/errors.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { leftToSalesforce } from '#domain/routing/assignment.ts'
import { routeAll } from '#domain/routing/batch.ts'
import type { BatchInput } from '#domain/routing/batch.ts'
import type { RouteDecision } from '#domain/routing/decision.ts'
import type {
  KnownOwner,
  RepDirectory,
  RouteFacts,
  RoutingConfig,
  RoutingState,
  Workload,
} from '#domain/routing/types.ts'
import { localDateOf, localDayBounds } from '#domain/time.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/** One lead that needs an owner now. */
export interface RouteRequest {
  readonly id: string
  /** Pool of its contract. */
  readonly pool: string
  readonly facts: RouteFacts
}

/** A decision that names somebody. */
export type Routing = Exclude<RouteDecision, { readonly kind: 'nobody' }>

/** Reads that a decision needs and that no transaction should wait for. */
export interface RoutingPeople {
  readonly reps: RepDirectory
  readonly queues: ReadonlyMap<string, string>
  /** Users who are no person's: nobody is handed to one only because he has something to do with the lead. */
  readonly robots: ReadonlySet<string>
}

export async function routingPeople(scope: Scope): Promise<RoutingPeople> {
  const { routing, feedback } = scope.config
  const keeper = feedback.recycleOwner
  const asks = routing.fallback.queue !== null || (keeper !== null && !keeper.includes('@'))
  return {
    reps: await scope.reps(),
    queues: asks ? await scope.queues() : new Map(),
    robots: await scope.automationUsers(),
  }
}

/**
 * Decides who gets each lead, one after the other, in the caller's transaction: the state of all pools is held until it ends, so a
 * slot of a pool and a place on a desk are given away once. @throws RemoteError NO_OWNER when not even the fallback owner can take one.
 */
export async function routeLeads(
  scope: Scope,
  tx: Store,
  requests: readonly RouteRequest[],
  people: RoutingPeople,
): Promise<ReadonlyMap<string, Routing>> {
  if (requests.length === 0) return new Map()
  const known = await withColleagues(scope, tx, people, requests)
  const { input, save } = await routeInput(scope, tx, people)
  const routed = routeAll(input, known)
  await save(routed.state)
  return new Map(
    requests.map(({ id }, i): readonly [string, Routing] => {
      const decision = routed.decisions[i]
      if (decision === undefined || decision.kind === 'nobody') throw nobodyCan(scope.config.routing)
      return [id, decision]
    }),
  )
}

/**
 * The same for new Leads whose owner Salesforce is to name. @throws RemoteError NO_OWNER when the fallback owner, who answers for them
 * meanwhile, is no active user.
 */
export function leaveToSalesforce<Id extends string>(
  { config: { routing } }: Scope,
  ids: readonly Id[],
  { reps }: RoutingPeople,
): ReadonlyMap<Id, Routing> {
  if (ids.length === 0) return new Map()
  // No pool is asked, so none is saved.
  const decision = leftToSalesforce({ config: routing, reps, state: { pools: {} } })
  if (decision.kind === 'nobody') throw nobodyCan(routing)
  return new Map(ids.map((id) => [id, decision]))
}

/**
 * What every decision of a transaction looks at, with the state of all pools held until the transaction ends, and how to store what
 * becomes of it.
 */
export async function routeInput(
  scope: Scope,
  tx: Store,
  people: RoutingPeople,
): Promise<{ readonly input: BatchInput; readonly save: (state: RoutingState) => Promise<void> }> {
  const { id } = scope.connection
  const state = await tx.routing.hold(id)
  return { input: await inputOf(scope, tx, people, state), save: (after) => tx.routing.save(id, after) }
}

/** The same for looking ahead: nothing is held, nothing is stored. */
export const peekInput = async (scope: Scope, people: RoutingPeople): Promise<BatchInput> =>
  inputOf(scope, scope.store, people, await scope.store.routing.peek(scope.connection.id))

async function inputOf(
  scope: Scope,
  tx: Store,
  { reps, queues }: RoutingPeople,
  state: RoutingState,
): Promise<BatchInput> {
  const { connection, config, clock } = scope
  const workload = await workloadOf(scope, tx, reps)
  const { calendars } = config
  const { orgTimeZone } = connection
  return { config: config.routing, calendars, orgTimeZone, reps, queues, workload, state, now: clock.now() }
}

/** The requests with the rep who got the newest lead of the same company, where there is one and it is no robot. */
export async function withColleagues<R extends { readonly facts: RouteFacts }>(
  scope: Scope,
  tx: Store,
  { robots }: Pick<RoutingPeople, 'robots'>,
  requests: readonly R[],
): Promise<readonly R[]> {
  const all = await stickyOwners(scope, tx, requests)
  const sticky = new Map([...all].filter(([, { ownerId }]) => !robots.has(ownerId)))
  return requests.map((request) => ({ ...request, facts: withColleague(request.facts, sticky) }))
}

const withColleague = (facts: RouteFacts, sticky: ReadonlyMap<string, KnownOwner>): RouteFacts => {
  const colleague = facts.companyDomain === null ? undefined : sticky.get(facts.companyDomain)
  return colleague === undefined ? facts : { ...facts, owners: [...facts.owners, colleague] }
}

const nobodyCan = ({ fallbackOwner }: RoutingConfig): RemoteError =>
  new RemoteError({
    code: 'NO_OWNER',
    disposition: 'fatal',
    message: `no active Salesforce user can take leads: nobody else can, and the fallback owner ${fallbackOwner} cannot`,
    remedy: 'Name an active Salesforce user as routing.fallbackOwner in the sync config.',
  })

/** What the reps have on their desks; nobody counts where no capacity is set. */
async function workloadOf(scope: Scope, tx: Store, reps: RepDirectory): Promise<Workload> {
  const { connection, config } = scope
  const members = config.routing.pools.flatMap((pool) => pool.members)
  const limited = (which: 'open' | 'perDay') => members.filter(({ capacity }) => capacity[which] !== null)
  const days = new Map(
    limited('perDay').flatMap(({ email, hours }) => {
      const rep = reps.byEmail.get(email.trim().toLowerCase())
      const zone = (hours === null ? undefined : config.calendars[hours]?.timeZone) ?? connection.orgTimeZone
      return rep === undefined
        ? []
        : [[rep.id, localDayBounds(localDateOf(scope.clock.now(), zone), zone).from] as const]
    }),
  )
  return {
    open: limited('open').length === 0 ? new Map() : await tx.handoffs.openByOwner(connection.id),
    today: days.size === 0 ? new Map() : await tx.handoffs.receivedByOwner(connection.id, days),
  }
}

const DAY_MS = 86_400_000

/** The rep who got the newest lead of each company, as far back as stickiness looks. */
async function stickyOwners(
  { connection, config, clock }: Scope,
  tx: Store,
  requests: readonly { readonly facts: RouteFacts }[],
): Promise<ReadonlyMap<string, KnownOwner>> {
  const domains = [...new Set(requests.flatMap(({ facts }) => facts.companyDomain ?? []))]
  if (domains.length === 0 || config.routing.stickyDays === 0) return new Map()
  const since = clock.now() - config.routing.stickyDays * DAY_MS
  const found = await tx.handoffs.latestByDomains(connection.id, domains, since)
  return new Map([...found].map(([domain, handoff]) => [domain, colleagueOf(handoff)]))
}

const colleagueOf = ({ id, ownerId, handedOverAt }: Handoff): KnownOwner => ({
  source: 'same-company',
  ownerId,
  because: id,
  since: handedOverAt,
})
