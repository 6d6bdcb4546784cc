import type { Overview } from '#http/contract/overview.ts'
import type { Today } from '#http/contract/today.ts'
import { countOf } from '../../format/numbers.ts'
import { formatDuration, msBetween } from '../../format/time.ts'

/** A change that waits longer than this is worth a word; polling and a full batch stay well below. */
export const LAG_WORTH_A_WORD_MS = 5 * 60_000
/** Several poll intervals without a finished cycle. */
export const SILENCE_WORTH_A_WORD_MS = 10 * 60_000

export interface Headline {
  /** `stopped`: nothing moves. `attention`: a person is needed. `busy`: it settles by itself. `well`: nothing to do. */
  readonly tone: 'well' | 'busy' | 'attention' | 'stopped'
  readonly title: string
  readonly detail: string
  /** Where more of it is told: a page, and what is chosen there. */
  readonly more?: { readonly words: string; readonly page: string; readonly search: Readonly<Record<string, string>> }
}

/**
 * Is everything all right? The first of these that holds, worst first: paused, silent, records that need a person,
 * failed jobs, behind, never synced. All ages are measured against `generatedAt`.
 */
export function headlineOf(overview: Overview): Headline {
  const { connection, health, generatedAt } = overview
  if (connection.state === 'paused')
    return {
      tone: 'stopped',
      title: 'The sync is paused',
      detail: `${connection.pausedReason ?? 'No reason was given.'} Nothing is lost meanwhile; changes wait until it goes on.`,
    }
  const silentMs = health.lastSyncAt === null ? 0 : msBetween(health.lastSyncAt, generatedAt)
  if (silentMs > SILENCE_WORTH_A_WORD_MS)
    return {
      tone: 'stopped',
      title: `Nothing was synced for ${formatDuration(silentMs)}`,
      detail: 'Check that a worker is running. What changed meanwhile is picked up when it is back.',
    }
  if (health.parked.total > 0)
    return {
      tone: 'attention',
      title: `${countOf(health.parked.total, 'record needs', 'records need')} a person`,
      detail: `${parkedReasons(health.parked.byCode)}. All other records are synced.`,
      more: { words: 'Problems', page: 'problems', search: {} },
    }
  if (health.jobs.failed > 0)
    return {
      tone: 'attention',
      title: `${countOf(health.jobs.failed, 'job')} failed`,
      detail: 'They stopped after their last attempt.',
      more: { words: 'See which, and why', page: 'jobs', search: {} },
    }
  const lagMs = health.inbox.oldestAt === null ? 0 : msBetween(health.inbox.oldestAt, generatedAt)
  if (lagMs > LAG_WORTH_A_WORD_MS)
    return {
      tone: 'busy',
      title: 'Catching up',
      detail: `${countOf(health.inbox.total, 'change waits', 'changes wait')}, the longest for ${formatDuration(lagMs)}.`,
    }
  if (health.lastSyncAt === null)
    return { tone: 'busy', title: 'Starting', detail: 'Both CRMs are being read for the first time.' }
  return {
    tone: 'well',
    title: 'Sync: all in step',
    detail: 'HubSpot and Salesforce agree, and no record waits for a person.',
  }
}

/** How sales stands, in a line under that of the sync. */
export function salesLine({ breached, unowned }: Pick<Today['needs'], 'breached' | 'unowned'>): {
  readonly tone: 'well' | 'attention'
  readonly words: string
} {
  if (breached > 0)
    return { tone: 'attention', words: `Sales: ${countOf(breached, 'lead is overdue', 'leads are overdue')}` }
  if (unowned > 0)
    return { tone: 'attention', words: `Sales: ${countOf(unowned, 'lead waits', 'leads wait')} in a queue` }
  return { tone: 'well', words: 'Sales: no lead is overdue' }
}

/** "Required field missing (7), duplicates detected (2)": most frequent first. */
function parkedReasons(byCode: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(byCode)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([code, count]) => `${code.toLowerCase().replaceAll('_', ' ')} (${count})`)
    .join(', ')
  return reasons.charAt(0).toUpperCase() + reasons.slice(1)
}
