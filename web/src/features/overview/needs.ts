import type { Today } from '#http/contract/today.ts'
import { countOf } from '../../format/numbers.ts'

export interface Need {
  readonly words: string
  /** What happens if nobody looks. */
  readonly why: string
  readonly page: string
  readonly search: Readonly<Record<string, string>>
  readonly tone: 'bad' | 'warn'
}

/** What waits for a person, the most pressing first. */
export function needsOf({ needs }: Pick<Today, 'needs'>): readonly Need[] {
  const { breached, unowned, parked, conflicts, frozen, matches, parkedAlerts, failingJobs } = needs
  const all: readonly (Need & { readonly count: number })[] = [
    {
      count: breached,
      words: `${countOf(breached, 'lead is', 'leads are')} overdue`,
      why: 'Sales has not answered them.',
      page: 'leads',
      search: { view: 'breached', whose: 'all' },
      tone: 'bad',
    },
    {
      count: unowned,
      words: `${countOf(unowned, 'lead waits', 'leads wait')} in a queue`,
      why: 'Nobody owns them yet.',
      page: 'leads',
      search: { whose: 'queue' },
      tone: 'bad',
    },
    {
      count: failingJobs,
      words: `${countOf(failingJobs, 'job', 'jobs')} failed in the last run`,
      why: 'They are tried again by themselves; look if it stays.',
      page: 'jobs',
      search: {},
      tone: 'bad',
    },
    {
      count: parked,
      words: `${countOf(parked, 'record needs', 'records need')} a person`,
      why: 'They are not written until something is mended.',
      page: 'problems',
      search: {},
      tone: 'warn',
    },
    {
      count: conflicts + frozen,
      words: `${countOf(conflicts + frozen, 'field waits', 'fields wait')} for a decision`,
      why: 'The two sides say different things.',
      page: 'problems',
      search: { tab: 'conflicts' },
      tone: 'warn',
    },
    {
      count: matches,
      words: `${countOf(matches, 'pair')} may be one person`,
      why: 'Until somebody decides, they stay apart.',
      page: 'problems',
      search: { tab: 'matches' },
      tone: 'warn',
    },
    {
      count: parkedAlerts,
      words: `${countOf(parkedAlerts, 'alert')} could not be sent`,
      why: 'Their channel has to be mended.',
      page: 'settings',
      search: { tab: 'alerts' },
      tone: 'warn',
    },
  ]
  return all.filter(({ count }) => count > 0).map(({ count: _count, ...need }) => need)
}
