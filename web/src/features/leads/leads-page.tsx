import { Tabs } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { readLeadChoicesContract } from '#http/contract/leads.ts'
import { useRead } from '../../api/use-api.ts'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { Board } from './board.tsx'
import { leadsSearch } from './leads-search.ts'

const NumbersTab = lazy(() => import('./numbers-tab.tsx').then((m) => ({ default: m.NumbersTab })))
const DesksTab = lazy(() => import('./desks-tab.tsx').then((m) => ({ default: m.DesksTab })))

/** Leads that were given to sales: whose answer is due first, who has what, and how it went. */
export function LeadsPage() {
  const [search, set] = usePageSearch(leadsSearch)
  const { data: choices, error, refetch } = useRead(readLeadChoicesContract, {}, { fixed: true })
  return (
    <>
      <PageHead title="Leads" note="Everybody who was given to sales, most important first." />
      <Tabs
        value={search.tab}
        onChange={(tab) => set({ tab: (tab ?? 'board') as typeof search.tab }, 'push')}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="board">Board</Tabs.Tab>
          <Tabs.Tab value="team">Team</Tabs.Tab>
          <Tabs.Tab value="numbers">Numbers</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="board">
          {error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />}
          <Board search={search} set={set} choices={choices} />
        </Tabs.Panel>
        <Tabs.Panel value="team">
          <Suspense fallback={<PageLoading />}>
            <DesksTab set={set} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="numbers">
          <Suspense fallback={<PageLoading />}>
            <NumbersTab search={search} set={set} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
