import type { Instant } from '#domain/instant.ts'
import type { Unavailable } from '#domain/routing/availability.ts'
import { availabilityOf, availableFrom } from '#domain/routing/availability.ts'
import { repByEmail } from '#domain/routing/directory.ts'
import { fromPool } from '#domain/routing/pool.ts'
import type { Pool, PoolMember, Rep, RepDirectory, RouteFacts, RouteInput, Workload } from '#domain/routing/types.ts'
import { localDateOf, localDayBounds } from '#domain/time.ts'
import type { Scope } from '../scope.ts'

interface MemberNow {
  readonly member: PoolMember
  /** null: no Salesforce user has this e-mail. */
  readonly rep: Rep | null
  /** Of the leads of the pool while all can take leads, 0 to 1. */
  readonly share: number
  readonly state: 'can-take' | Unavailable
  readonly why: string | null
  /** null: now, or nobody knows. */
  readonly backAt: Instant | null
  readonly openLeads: number
  readonly today: number
}

export interface PoolNow {
  readonly pool: Pool
  readonly members: readonly MemberNow[]
  /** Who gets the next lead; null: nobody can take one now. */
  readonly next: Rep | null
}

/** A lead of which nothing is known: it is in nobody's way. */
const ANYBODY: RouteFacts = {
  contact: {},
  emailDomain: null,
  companyDomain: null,
  companyKey: null,
  owners: [],
  excluded: new Map(),
}

/** Pools with what is on each desk now, and whose turn is next. Takes no turn. */
export async function readPools(scope: Scope): Promise<readonly PoolNow[]> {
  const { store, connection, config, clock } = scope
  const reps = await scope.reps()
  const input: Omit<RouteInput, 'pool'> = {
    config: config.routing,
    calendars: config.calendars,
    orgTimeZone: connection.orgTimeZone,
    reps,
    queues: new Map(),
    workload: await desksOf(scope, reps),
    state: await store.routing.peek(connection.id),
    facts: ANYBODY,
    now: clock.now(),
  }
  return config.routing.pools.map((pool) => poolNow(pool, { ...input, pool: pool.id }))
}

function poolNow(pool: Pool, input: RouteInput): PoolNow {
  const { found } = fromPool(pool.id, `pool:${pool.id}`, input)
  const weights = pool.members.reduce((sum, { weight }) => sum + weight, 0)
  return {
    pool,
    next: found?.kind === 'owner' ? found.rep : null,
    members: pool.members.map((member) => memberNow(member, member.weight / weights, input)),
  }
}

function memberNow(member: PoolMember, share: number, input: RouteInput): MemberNow {
  const rep = repByEmail(input.reps, member.email) ?? null
  const can = availabilityOf(member, input)
  const isHere = can.kind === 'available'
  return {
    member,
    rep,
    share,
    state: isHere ? 'can-take' : can.reason,
    why: isHere ? null : can.why,
    backAt: isHere ? null : availableFrom(member, input),
    openLeads: rep === null ? 0 : (input.workload.open.get(rep.id) ?? 0),
    today: rep === null ? 0 : (input.workload.today.get(rep.id) ?? 0),
  }
}

/** Of every member, whether or not a limit is set. */
async function desksOf({ store, connection, config, clock }: Scope, reps: RepDirectory): Promise<Workload> {
  const days = new Map(
    config.routing.pools
      .flatMap(({ members }) => members)
      .flatMap(({ email, hours }) => {
        const rep = repByEmail(reps, email)
        const zone = (hours === null ? undefined : config.calendars[hours]?.timeZone) ?? connection.orgTimeZone
        return rep === undefined ? [] : [[rep.id, localDayBounds(localDateOf(clock.now(), zone), zone).from] as const]
      }),
  )
  return {
    open: await store.handoffs.openByOwner(connection.id),
    today: days.size === 0 ? new Map() : await store.handoffs.receivedByOwner(connection.id, days),
  }
}
