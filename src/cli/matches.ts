import { userInfo } from 'node:os'
import { Command, Option } from 'commander'
import { decideReview } from '#app/review/decide-review.ts'
import { UsageError } from '#domain/errors.ts'
import type { Review, ReviewState } from '#ports/store/reviews.ts'
import { REVIEW_STATES } from '#ports/store/reviews.ts'
import { systemClock } from '../compose.ts'
import { createOutput } from './output.ts'
import { withStore } from './parked.ts'

interface Flags {
  readonly connection?: string
  readonly state?: ReviewState
  readonly by?: string
  readonly json?: true
}

/** Shown at once; the figures say how many there are in all. */
const SHOWN = 200
const connection = (): Option => new Option('--connection <id>', 'only needed when there are several')

const list = new Command('list')
  .description('HubSpot contacts and Salesforce records that may be one person, the most alike first')
  .addOption(new Option('--state <state>', 'which ones').choices(REVIEW_STATES).default('open'))
  .addOption(connection())
  .option('--json', 'print them as one JSON object')
  .action((flags: Flags) =>
    withStore(flags, async (store, id) => {
      const state = flags.state ?? 'open'
      const items = await store.reviews.list(id, state, SHOWN)
      const counts = await store.reviews.counts(id)
      const head = `${counts[state] ?? 0} ${state}${(counts[state] ?? 0) > items.length ? `, the first ${items.length} are shown` : ''}`
      createOutput(flags.json === true).result({ counts, items }, [head, ...items.map(line)].join('\n'))
    }),
  )

const show = new Command('show')
  .description('one pair with everything that is alike')
  .argument('<id>', 'as tandem matches list shows it')
  .addOption(connection())
  .option('--json', 'print it as one JSON object')
  .action((match: string, flags: Flags) =>
    withStore(flags, async (store, id) => {
      const review = await store.reviews.byId(id, match)
      if (review === null) throw new UsageError(`there is no match ${match}: tandem matches list shows the open ones`)
      createOutput(flags.json === true).result({ match: review }, [line(review), ...details(review)].join('\n'))
    }),
  )

const deciding = (name: string, state: 'accepted' | 'rejected', description: string): Command =>
  new Command(name)
    .description(description)
    .argument('<id>', 'as tandem matches list shows it')
    .option('--by <name>', 'who decides; the user of this computer if absent')
    .addOption(connection())
    .option('--json', 'print what was decided as one JSON object')
    .action((match: string, flags: Flags) =>
      withStore(flags, async (store, id) => {
        const by = flags.by ?? userInfo().username
        const { review, leftBehind } = await decideReview({ store, clock: systemClock }, id, match, { state, by })
        const left =
          leftBehind === null
            ? ''
            : ` ${leftBehind.object} ${leftBehind.id} is left as it is: merge it into ${review.salesforceId} in Salesforce.`
        createOutput(flags.json === true).result(
          { match: review, leftBehind },
          `${line(review)}\nThe worker carries it out with its next poll.${left}`,
        )
      }),
    )

/** Pairs for a person to decide. On the embedded database only while nothing else runs on it; the folder's lock says so. */
export const matches = new Command('matches')
  .description('people who may be in both CRMs, for you to decide')
  .addCommand(list)
  .addCommand(show)
  .addCommand(deciding('accept', 'accepted', 'they are one person: the contact is linked with this record'))
  .addCommand(deciding('reject', 'rejected', 'they are two people: never suggested again'))

const line = (review: Review): string =>
  `${review.id}  ${review.state}  contact ${review.hubspotId} = ${review.salesforceObject} ${review.salesforceId}  ${review.kind}: ${review.reason} (${review.points})`

const details = (review: Review): readonly string[] => [
  ...review.evidence.map(({ field, likeness, points }) => `  ${field}: ${likeness} alike, ${points} points`),
  ...(review.decidedBy === null ? [] : [`  decided by ${review.decidedBy}`]),
  ...(review.state === 'accepted'
    ? [review.appliedAt === null ? '  not joined yet, or joined when the contact was let in' : '  joined']
    : []),
]
