import { canonicalJson } from '#domain/canonical.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { validateCalendar } from '#domain/sla/business-calendar.ts'
import type { SlaPolicy } from '#domain/sla/policy.ts'
import { calendarOf } from '#domain/sla/record.ts'
import { holidayAdded, reviseClock } from '#domain/sla/revise.ts'
import type { ConfigVersion } from '#ports/store/configs.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import type { KnownOfClock, Look } from './clock-looks.ts'
import { factsOf, lookOf, reads, recordOf, saveLooks } from './clock-looks.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { holdClocks } from './hold-leads.ts'
import { calendarFor } from './owner-hours.ts'

/** Clocks of one transaction. */
const PAGE = 500

/** Hours of a calendar as an older version of the config had them, and as they are now. */
interface Edited {
  readonly before: BusinessCalendar
  readonly after: BusinessCalendar
}

/**
 * Applies edits of calendars (a holiday, other hours) to clocks that run, once a new version of the sync config is active: page by page,
 * each page in a transaction of its own, so whoever dies goes on where it was. What a clock was told is recorded as a step of it with
 * both due times, and fires nothing for the past. Targets and ladders stay those with which a clock began, unless the policy says that
 * its version is for running clocks too.
 * @returns how many clocks were changed.
 */
export async function reviseClocks(scope: Scope): Promise<number> {
  const { store, connection, configVersion } = scope
  let changed = 0
  const edits = new Map<number, readonly Edited[]>()
  for (;;) {
    const page = await store.clocks.countingBy(connection.id, configVersion, PAGE)
    if (page.length === 0) return changed
    const missing = page.map((clock) => clock.configVersion).filter((version) => !edits.has(version))
    if (missing.length > 0) {
      const versions = await store.configs.since(connection.id, Math.min(...missing))
      for (const version of missing) edits.set(version, editsSince(scope, versions, version))
    }
    changed += await store.transaction((tx) => revisePage(scope, tx, page, edits))
  }
}

/** Calendars of that version, and of those between it and now, that have other hours today under the same name. */
function editsSince({ config }: Scope, versions: readonly ConfigVersion[], since: number): readonly Edited[] {
  return versions
    .filter(({ version }) => version >= since)
    .flatMap(({ document }) =>
      Object.entries(calendarsIn(document)).flatMap(([name, before]): Edited[] => {
        const after = config.calendars[name]
        return after === undefined || canonicalJson(before) === canonicalJson(after) ? [] : [{ before, after }]
      }),
    )
}

/** As the document said it then; what later versions would not read any more is passed over. */
function calendarsIn(document: unknown): Readonly<Record<string, BusinessCalendar>> {
  const { calendars = {} } = document as { readonly calendars?: Readonly<Record<string, BusinessCalendar>> }
  return Object.fromEntries(
    Object.entries(calendars)
      .map(([name, calendar]) => [name, { ...calendar, holidays: calendar.holidays ?? [] }] as const)
      .filter(([, calendar]) => validateCalendar(calendar).length === 0),
  )
}

async function revisePage(
  scope: Scope,
  tx: Store,
  page: readonly StoredClock[],
  edits: ReadonlyMap<number, readonly Edited[]>,
): Promise<number> {
  const { configVersion } = scope
  const clocks = await holdClocks(scope, tx, page)
  const factsFor = await factsOf(scope, tx, clocks)
  const looks = clocks
    // Another process may have looked at them meanwhile.
    .filter((clock) => clock.configVersion < configVersion)
    .map((clock) => lookAt(scope, clock, edits.get(clock.configVersion) ?? [], factsFor(clock)))
  await saveLooks(scope, tx, looks)
  await wakeAtFirst(
    scope,
    tx,
    looks.map(({ after }) => after),
  )
  await tellHubspot(
    scope,
    tx,
    looks.filter(({ before, after }) => reads(before) !== reads(after)).map(({ after }) => after.linkId),
    'the configuration was edited',
  )
  return looks.filter(({ steps }) => steps.length > 0).length
}

function lookAt(scope: Scope, clock: StoredClock, edited: readonly Edited[], known: KnownOfClock): Look {
  const { configVersion } = scope
  const look = { ...known, now: scope.clock.now() }
  const changes = [
    ...edited.map((change) => (one: StoredClock) => holidayAdded(recordOf(one), change, look)),
    (one: StoredClock) => policyApplied(scope, one, look),
  ]
  let after: StoredClock = { ...clock, configVersion }
  const steps: ClockStep[] = []
  const texts: string[] = []
  for (const change of changes) {
    const revision = change(after)
    if (revision === null) continue
    const next = lookOf(after, revision.settled, look.now, revision.clock)
    after = next.after
    steps.push(...next.steps)
    texts.push(revision.log.text)
  }
  if (texts.length > 0) steps.push(revised(clock, configVersion, look.now, texts))
  return { before: clock, after: { ...after, policyVersion: versionOf(scope, after, known) }, steps }
}

/** The policy whose newest version a clock is to take; undefined: it keeps what it has. A lead that became more or less urgent has the target of another. */
const policyToTake = (
  { config }: Scope,
  { policy, policyVersion }: StoredClock,
  { handoff }: KnownOfClock,
): SlaPolicy | undefined =>
  config.sla.find(
    ({ id, version, appliesTo }) =>
      id === policy && appliesTo === 'running-clocks' && version > policyVersion && handoff?.policy === policy,
  )

const versionOf = (scope: Scope, clock: StoredClock, known: KnownOfClock): number =>
  policyToTake(scope, clock, known)?.version ?? clock.policyVersion

function policyApplied(
  scope: Scope,
  clock: StoredClock,
  look: KnownOfClock & { readonly now: number },
): ReturnType<typeof reviseClock> {
  const policy = policyToTake(scope, clock, look)
  const spec = policy?.clocks.find(({ name }) => name === clock.name)
  if (policy === undefined || spec === undefined || look.handoff === null) return null
  const { targetSeconds, warnAt, pausedIn } = spec
  const calendar = calendarFor(scope.config, spec, look.handoff) ?? calendarOf(recordOf(clock))
  const ladder = policy.escalation.filter((step) => step.clock === spec.name)
  return reviseClock(recordOf(clock), { targetSeconds, warnAt, pausedIn, calendar, ladder }, look)
}

const revised = ({ id }: StoredClock, version: number, at: number, texts: readonly string[]): ClockStep => ({
  clockId: id,
  step: `revised:${version}`,
  dueAt: at,
  at,
  state: 'done',
  reason: `version ${version} of the configuration: ${texts.join('; ')}`,
})
