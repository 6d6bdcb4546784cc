import { writeCampaignFigures } from '#app/write-campaign-figures.ts'
import type { Jobs } from '#ports/jobs.ts'
import { onEveryConnection } from './every-connection.ts'

const NAME = 'write-campaign-figures'

/** Figures of campaigns for HubSpot. Nothing is asked while none has changed. */
export const writeCampaignFiguresJob = (everyMs: number | null) =>
  onEveryConnection({
    name: NAME,
    queue: 'write-hubspot',
    everyMs,
    onRetryAfter: 'queue-waits',
    work: async (scope) => void (await writeCampaignFigures(scope)),
  })

/** Credits change many times while a day's outcomes come in: figures follow once things have settled, all at once. */
const SETTLED_MS = 300_000

/** After what figures are made of has changed. One that waits already is enough. */
export const askForFigures = (jobs: Jobs): Promise<void> => jobs.enqueue(NAME, {}, { delayMs: SETTLED_MS })
