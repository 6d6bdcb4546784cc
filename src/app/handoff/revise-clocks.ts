import { canonicalJson } from '#domain/canonical.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { validateCalendar } from '#domain/sla/business-calendar.ts'
import { holidayAdded } from '#domain/sla/revise.ts'
import type { ConfigVersion } from '#ports/store/configs.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import type { Look } from './clock-looks.ts'
import { factsOf, lookOf, reads, recordOf, saveLooks } from './clock-looks.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { holdClocks } from './hold-leads.ts'

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
 * both due times, and fires nothing for the past. Targets and ladders stay those with which a clock began.
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
    'the calendar was edited',
  )
  return looks.filter(({ steps }) => steps.length > 0).length
}

function lookAt(
  { clock: time, configVersion }: Scope,
  clock: StoredClock,
  edited: readonly Edited[],
  { facts, knownSince }: { readonly facts: Parameters<typeof holidayAdded>[2]['facts']; readonly knownSince: number },
): Look {
  const now = time.now()
  let look: Look = { before: clock, after: { ...clock, configVersion }, steps: [] }
  for (const change of edited) {
    const revision = holidayAdded(recordOf(look.after), change, { facts, now, knownSince })
    if (revision === null) continue
    const next = lookOf(look.after, revision.settled, now, revision.clock)
    look = {
      before: clock,
      after: next.after,
      steps: [...look.steps, ...next.steps, revised(clock, configVersion, revision.log)],
    }
  }
  return look
}

const revised = (
  { id }: StoredClock,
  version: number,
  { at, text }: { readonly at: number; readonly text: string },
): ClockStep => ({
  clockId: id,
  step: `revised:${version}`,
  dueAt: at,
  at,
  state: 'done',
  reason: `version ${version} of the configuration: ${text}`,
})
