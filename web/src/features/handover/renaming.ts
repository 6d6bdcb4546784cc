import type { WrittenCalendar } from '#http/contract/handover-calendar.ts'
import {
  tidy,
  type Contract,
  type Policy,
  type Pool,
  type RouteRule,
  type Routing,
  type Target,
  type Written,
} from './written.ts'

/** The parts of the document in which a pool stands, with its new name wherever it is named. */
export function renamePool(
  { handover, routing }: Pick<Written, 'handover' | 'routing'>,
  from: string,
  to: string,
): { readonly handover: readonly Contract[]; readonly routing: Routing } {
  const target = (at: Target): Target => ('pool' in at && at.pool === from ? { pool: to } : at)
  const aimed = <T extends { readonly to: Target }>(rules: readonly T[] | undefined): readonly T[] | undefined =>
    rules?.map((rule) => ({ ...rule, to: target(rule.to) }))
  return {
    handover: handover.map((contract) => (contract.pool === from ? { ...contract, pool: to } : contract)),
    routing: tidy({
      ...routing,
      pools: routing.pools?.map((pool) => (pool.id === from ? { ...pool, id: to } : pool)),
      namedAccounts: aimed(routing.namedAccounts),
      territories: aimed<RouteRule>(routing.territories),
      segments: aimed<RouteRule>(routing.segments),
    }) as Routing,
  }
}

/** The parts of the document in which a calendar stands, with its new name wherever it is named; calendars keep their order. */
export function renameCalendar(
  { calendars, routing, sla }: Pick<Written, 'calendars' | 'routing' | 'sla'>,
  from: string,
  to: string,
): {
  readonly calendars: Readonly<Record<string, WrittenCalendar>>
  readonly routing: Routing
  readonly sla: readonly Policy[]
} {
  const inPool = (pool: Pool): Pool => ({
    ...pool,
    members: pool.members.map((member) => (member.hours === from ? { ...member, hours: to } : member)),
  })
  return {
    calendars: Object.fromEntries(Object.entries(calendars).map(([id, calendar]) => [id === from ? to : id, calendar])),
    routing: tidy({ ...routing, pools: routing.pools?.map(inPool) }) as Routing,
    sla: sla.map((policy) => ({
      ...policy,
      clocks: policy.clocks.map((clock) => (clock.calendar === from ? { ...clock, calendar: to } : clock)),
    })),
  }
}

/** Why something cannot be called so; null: it can. @param taken ids of the others. */
export function nameProblem(id: string, taken: readonly string[]): string | null {
  if (id === '') return 'Letters and digits, please'
  return taken.includes(id) ? `There is a ${id} already` : null
}
