import type { ConfigDocument } from '#http/contract/config.ts'
import type { LiveField } from '#http/contract/config-fields.ts'
import type { WrittenCalendar } from '#http/contract/handover-calendar.ts'

// Parts of the document as they are written: whatever has a default may be missing.

export interface Condition {
  readonly property: string
  readonly in?: readonly string[]
  readonly notIn?: readonly string[]
  readonly known?: boolean
  readonly contains?: string
  readonly atLeast?: string
  readonly atMost?: string
}
export interface Behaviour {
  readonly property: string
  readonly withinDays: number
}
export interface UrgencyRule {
  readonly urgency: string
  readonly when?: readonly Condition[]
  readonly behaviour?: readonly Behaviour[]
}
export interface Contract {
  readonly id: string
  readonly name?: string
  readonly version?: number
  readonly when?: readonly Condition[]
  readonly behaviour?: readonly Behaviour[]
  readonly score?: { readonly property: string; readonly atLeast: number } | null
  readonly urgency?: string
  readonly urgencyWhen?: readonly UrgencyRule[]
  readonly pool: string
  readonly policy?: string | null
  readonly nextStep?: string
}
export type Target = { readonly owner: string } | { readonly pool: string }
export interface RouteRule {
  readonly id: string
  readonly when: readonly Condition[]
  readonly to: Target
}
export interface NamedAccount {
  readonly id: string
  readonly domains?: readonly string[]
  readonly companies?: readonly string[]
  readonly to: Target
}
export interface Leave {
  readonly from: string
  readonly to: string
}
export interface Member {
  readonly email: string
  readonly weight?: number
  readonly hours?: string | null
  readonly leave?: readonly Leave[]
  readonly capacity?: { readonly open?: number | null; readonly perDay?: number | null }
}
export interface Pool {
  readonly id: string
  readonly members: readonly Member[]
  readonly whenNobody?: string
}
export interface Clock {
  readonly name?: string
  readonly kind?: string
  readonly target: string
  readonly calendar: string
  readonly hours?: string
  readonly warnAt?: readonly number[]
  readonly start?: string
  readonly pausedIn?: readonly string[]
  readonly restartOnReassign?: boolean
}
export type Moment = { readonly beforeDue: string } | { readonly afterDue: string } | { readonly fraction: number }
export type Deed =
  | string
  | { readonly notify_channel: string }
  | { readonly create_task: { readonly subject: string; readonly for?: string } }
  | { readonly recycle: { readonly reason: string } }
  | { readonly set_field: { readonly field: string; readonly value: string } }
export interface Step {
  readonly id: string
  readonly at: Moment
  readonly do: Deed
  readonly clock?: string
}
export interface Policy {
  readonly id: string
  readonly name?: string
  readonly version?: number
  readonly appliesTo?: string
  readonly when?: {
    readonly urgency?: readonly string[]
    readonly campaign?: readonly string[]
    readonly contract?: readonly string[]
  }
  readonly clocks: readonly Clock[]
  readonly escalation?: readonly Step[]
}
export interface Feedback {
  readonly acceptedStatuses?: readonly string[]
  readonly qualifiedStatuses?: readonly string[]
  readonly rejectedStatuses?: readonly string[]
  readonly reasonField?: string
  readonly defaultReason?: string
  readonly returnAfterDays?: number | null
  readonly returnAfterDaysByReason?: Readonly<Record<string, number | null>>
  readonly recycleStage?: string
  readonly recycleOwner?: string | null
  readonly reopenedStatus?: string
  readonly closesTask?: boolean
}
export interface Routing {
  readonly version?: number
  readonly by?: string
  readonly keepExistingOwner?: boolean
  readonly stickyDays?: number
  readonly namedAccounts?: readonly NamedAccount[]
  readonly territories?: readonly RouteRule[]
  readonly segments?: readonly RouteRule[]
  readonly pools?: readonly Pool[]
  readonly fallbackOwner?: string
  readonly fallback?: { readonly queue?: string | null; readonly policy?: string | null }
  readonly maxReassignments?: number
}

/** The parts that this page is about. A part that has another form than it should is read as if it were not there. */
export interface Written {
  readonly handover: readonly Contract[]
  readonly routing: Routing
  readonly calendars: Readonly<Record<string, WrittenCalendar>>
  readonly sla: readonly Policy[]
  readonly feedback: Feedback
  readonly channels: readonly string[]
}

export const partsOf = (document: ConfigDocument): Written => ({
  handover: listOf(document['handover']),
  routing: keyed(document['routing']) as Routing,
  calendars: keyed(document['calendars']) as Readonly<Record<string, WrittenCalendar>>,
  sla: listOf(document['sla']),
  feedback: keyed(document['feedback']) as Feedback,
  channels: Object.keys(keyed(keyed(document['alerts'])['channels'])),
})

const listOf = (value: unknown): readonly never[] => (Array.isArray(value) ? (value as never) : [])

export const keyed = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}

/** Without members that are undefined: what is not said stands for its default. */
export const tidy = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T

/** An id that nobody has yet, made of a word. */
export function freeId(word: string, taken: readonly string[]): string {
  if (!taken.includes(word)) return word
  let n = 2
  while (taken.includes(`${word}-${n}`)) n += 1
  return `${word}-${n}`
}

/** Letters, digits and dashes, as ids are written, and names of channels, by which the ladder of a policy calls them. */
export const idFrom = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

export type Fields = ReadonlyMap<string, LiveField>
