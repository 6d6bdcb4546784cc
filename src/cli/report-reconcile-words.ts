import type { Reconciliation } from '#app/reconcile-credits.ts'
import { formatMoney } from '#domain/money.ts'
import { formatInstant } from '#domain/time.ts'

/** Exceptions shown to people; all that are kept are in the JSON. */
const SHOWN = 20

/** The documented keys (docs/attribution.md#reports). Money in minor units. */
export const reconciledJson = (found: Reconciliation, currency: string): object => ({
  currency,
  revenueMinor: found.revenueMinor,
  opportunityMinor: found.opportunityMinor,
  won: found.won,
  pending: found.pending,
  differing: found.differing,
  models: found.models.map(({ model, creditedMinor, unattributedMinor, datedMinor, differing }) => ({
    model,
    creditedMinor,
    unattributedMinor,
    sumMinor: creditedMinor + unattributedMinor,
    datedMinor,
    differenceMinor: creditedMinor + unattributedMinor - found.revenueMinor,
    differing,
  })),
  mqls:
    found.people === null
      ? null
      : {
          checkedAt: formatInstant(found.people.checkedAt),
          sent: found.people.sent,
          received: found.people.received,
          exceptions: found.people.reasons,
          notLookedAt: found.people.notLookedAt,
          listed: found.people.exceptions,
          unexplained: found.people.unexplained,
          addsUp: found.people.addsUp,
        },
  addsUp: found.addsUp,
})

export function reconciledText(found: Reconciliation, currency: string): string {
  const money = (minor: bigint): string => formatMoney(minor, currency)
  return [
    `Revenue of ${figure(found.won)} won opportunities, less refunds: ${money(found.revenueMinor)}`,
    ...(found.revenueMinor === found.opportunityMinor && found.differing.length === 0
      ? []
      : [
          `  but the opportunities themselves say ${money(found.opportunityMinor)}; differing: ${found.differing.join(', ')}`,
        ]),
    ...found.models.flatMap(({ model, creditedMinor, unattributedMinor, datedMinor, differing }) => {
      const sum = creditedMinor + unattributedMinor
      const same = sum === found.revenueMinor && datedMinor === found.revenueMinor && differing.length === 0
      return [
        `  ${model}: ${money(creditedMinor)} credited + ${money(unattributedMinor)} unattributed = ${money(sum)}${same ? '' : `  DIFFERS by ${money(sum - found.revenueMinor)}; by date ${money(datedMinor)}`}`,
        ...(differing.length === 0 ? [] : [`    ${differing.join(', ')}: tandem report explain --deal ID`]),
      ]
    }),
    ...(found.pending === 0
      ? []
      : [`${figure(found.pending)} opportunities wait for their credit, so credits are not judged yet.`]),
    ...peopleLines(found),
    found.addsUp ? 'Everything adds up.' : 'THIS DOES NOT ADD UP.',
  ].join('\n')
}

function peopleLines({ people }: Reconciliation): readonly string[] {
  if (people === null) return ['MQLs were not compared yet: tandem drift does, and every night does.']
  const reasons = Object.entries(people.reasons).toSorted(([, a], [, b]) => b - a)
  return [
    `MQLs, as of ${formatInstant(people.checkedAt)}: ${figure(people.sent)} sent = ${figure(people.received)} received${reasons.map(([why, count]) => ` + ${figure(count)} ${why.replaceAll('-', ' ')}`).join('')}${people.notLookedAt === 0 ? '' : ` + ${figure(people.notLookedAt)} not looked at`}`,
    ...people.exceptions
      .slice(0, SHOWN)
      .map(({ object, recordId, reason, detail }) => `  ${object} ${recordId} ${reason}: ${detail}`),
    ...(people.exceptions.length > SHOWN
      ? [`  ... and ${figure(people.exceptions.length - SHOWN)} more (--json)`]
      : []),
    ...(people.unexplained === 0 ? [] : [`${figure(people.unexplained)} of them nobody can explain.`]),
  ]
}

const figure = (count: number): string => count.toLocaleString('en-US')
