import type { Instant } from '#domain/instant.ts'
import type { Reconciled } from '#ports/store/attribution-reports.ts'
import type { DriftProblem } from '#ports/store/drifts.ts'
import type { Scope } from './scope.ts'

/** Who was sent to sales, and who of them sales has, by the last check of both sides. */
export interface ReconciledPeople {
  readonly checkedAt: Instant
  readonly sent: number
  readonly received: number
  /** Why the others were not, with how many. */
  readonly reasons: Readonly<Record<string, number>>
  readonly notLookedAt: number
  /** Listed exceptions, the first ones, and those that nobody can explain. */
  readonly exceptions: readonly DriftProblem[]
  readonly unexplained: number
  readonly addsUp: boolean
}

export interface Reconciliation extends Reconciled {
  /** null: both sides were never compared. */
  readonly people: ReconciledPeople | null
  /** Money, and people where they were compared. */
  readonly addsUp: boolean
}

/**
 * Do outcomes say what the opportunities do, and credits of every configured model what the outcomes do? Was everybody who was
 * sent received, or is listed? Writes nothing. Credits are not judged while some are still to be computed.
 */
export async function reconcileReports({
  store,
  connection,
  config,
}: Pick<Scope, 'store' | 'connection' | 'config'>): Promise<Reconciliation> {
  const found = await store.attributionReports.reconcile(connection.id)
  const drift = await store.drifts.newest(connection.id)
  const people = drift === null ? null : peopleOf(drift)
  const known = new Map(found.models.map((one) => [one.model, one]))
  const nothing = { creditedMinor: 0n, unattributedMinor: 0n, datedMinor: 0n, differing: [] }
  const models = config.attribution.models.map((model) => known.get(model) ?? { model, ...nothing })
  const outcomesAddUp = found.differing.length === 0 && found.revenueMinor === found.opportunityMinor
  const creditsAddUp =
    found.pending > 0 ||
    models.every(
      ({ creditedMinor, unattributedMinor, datedMinor, differing }) =>
        differing.length === 0 &&
        creditedMinor + unattributedMinor === found.revenueMinor &&
        datedMinor === found.revenueMinor,
    )
  return { ...found, models, people, addsUp: outcomesAddUp && creditsAddUp && people?.addsUp !== false }
}

function peopleOf({ at, counts, problems, unexplained }: NonNullable<Newest>): ReconciledPeople {
  const { sent, received, reasons, notLookedAt } = counts
  const listed = Object.values(reasons).reduce((sum, count) => sum + count, 0)
  return {
    checkedAt: at,
    sent,
    received,
    reasons,
    notLookedAt,
    exceptions: problems,
    unexplained,
    addsUp: unexplained === 0 && sent === received + listed + notLookedAt,
  }
}

type Newest = Awaited<ReturnType<Scope['store']['drifts']['newest']>>
