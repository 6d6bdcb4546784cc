import type { Condition } from '../condition.ts'
import type { Instant } from '../instant.ts'
import type { BusinessCalendar } from '../sla/business-calendar.ts'
import type { PoolState } from './round-robin.ts'

/** Someone who can own a lead in Salesforce. */
export interface Rep {
  readonly id: string
  readonly email: string | null
  readonly name: string
  readonly active: boolean
  /** Who is told when the rep does not answer; null: nobody is named in Salesforce. */
  readonly managerId: string | null
}

/** Everyone who can own leads, looked up by Salesforce id and by e-mail. */
export interface RepDirectory {
  readonly byId: ReadonlyMap<string, Rep>
  readonly byEmail: ReadonlyMap<string, Rep>
}

/** Days on which a rep gets no leads: local dates in the zone of his hours, else of the org. */
export interface Leave {
  /** First local date away, e.g. 2026-12-24. */
  readonly from: string
  /** Last local date away, inclusive. */
  readonly to: string
}

export interface PoolMember {
  readonly email: string
  /** A positive whole number. */
  readonly weight: number
  /** Id of a calendar: the rep gets leads only while it is open. null: at any time. */
  readonly hours: string | null
  readonly leave: readonly Leave[]
  readonly capacity: {
    /** Open handoffs at most; null: no limit. */
    readonly open: number | null
    /** Handoffs of one local day at most (zone of `hours`, else of the org); null: no limit. */
    readonly perDay: number | null
  }
}

export interface Pool {
  readonly id: string
  readonly members: readonly PoolMember[]
  /** `fallback`: to the fallback queue at once. `hold`: kept there until a member can take it, then given to him by the sweep. */
  readonly whenNobody: 'fallback' | 'hold'
}

/** Where a rule sends a lead: one user, or the next of a pool. */
export type RouteTarget = { readonly owner: string } | { readonly pool: string }

/** Level 2: companies that belong to somebody by name. */
export interface NamedAccount {
  readonly id: string
  /** Registrable domains, compared with the person's e-mail and company domain. */
  readonly domains: readonly string[]
  /** Company names, compared by their company key. */
  readonly companies: readonly string[]
  readonly to: RouteTarget
}

/** Level 3 (territory) and level 4 (segment): conditions on the HubSpot contact. */
export interface RouteRule {
  readonly id: string
  readonly when: readonly Condition[]
  readonly to: RouteTarget
}

export interface RoutingConfig {
  /** Who names the owner of a new Lead: Tandem, or the assignment rules of Salesforce. */
  readonly by: 'tandem' | 'salesforce'
  /** Grows with every edit; stored with each decision. */
  readonly version: number
  /** An active owner of the record, its account or its open deal keeps the person. */
  readonly keepExistingOwner: boolean
  /** People of one company, and one person again, go to the same rep for so many days; 0: not looked at. */
  readonly stickyDays: number
  readonly namedAccounts: readonly NamedAccount[]
  readonly territories: readonly RouteRule[]
  readonly segments: readonly RouteRule[]
  readonly pools: readonly Pool[]
  /** Gets, or answers for, what nobody else can take. An active Salesforce user's e-mail. */
  readonly fallbackOwner: string
  readonly fallback: {
    /** Developer name of a Salesforce queue that holds Leads meanwhile; null: the fallback owner owns them. */
    readonly queue: string | null
    /** SLA policy for what waits there; null: the one it would have had anyway. */
    readonly policy: string | null
  }
  /** How often one lead may be given to somebody else because it was not answered; then the fallback queue. */
  readonly maxReassignments: number
}

/** Who already has to do with this person, strongest first. */
export interface KnownOwner {
  readonly source: 'record' | 'account' | 'open-deal' | 'same-person' | 'same-company'
  readonly ownerId: string
  /** Id of the record that says so; of `same-*` the handoff. */
  readonly because: string
  /** When that owner got it; null: not known. Stickiness looks at it. */
  readonly since: Instant | null
}

/** Everything a decision looks at. All of one decision; absent facts are null or empty. */
export interface RouteFacts {
  /** Values of the HubSpot contact by property. */
  readonly contact: Readonly<Record<string, string | null>>
  readonly emailDomain: string | null
  readonly companyDomain: string | null
  readonly companyKey: string | null
  /** What it is in Salesforce, or will be; absent: a Lead. A queue cannot own a Contact. */
  readonly record?: 'lead' | 'contact'
  readonly owners: readonly KnownOwner[]
  /** Reps who may not get this lead: they rejected it, or had it and did not answer. Salesforce ids with the reason. */
  readonly excluded: ReadonlyMap<string, string>
}

/** What the reps have on their desks now, by Salesforce id. */
export interface Workload {
  readonly open: ReadonlyMap<string, number>
  /** Of their current local day. */
  readonly today: ReadonlyMap<string, number>
}

/** The state of all pools of a connection. */
export interface RoutingState {
  readonly pools: Readonly<Record<string, PoolState>>
}

export interface RouteInput {
  readonly config: RoutingConfig
  readonly calendars: Readonly<Record<string, BusinessCalendar>>
  readonly orgTimeZone: string
  /** Pool of the handover contract: the last level before the fallback. */
  readonly pool: string
  readonly facts: RouteFacts
  readonly reps: RepDirectory
  /** Id of the fallback queue in Salesforce by developer name, for config.fallback.queue. */
  readonly queues: ReadonlyMap<string, string>
  readonly workload: Workload
  readonly state: RoutingState
  readonly now: Instant
}
