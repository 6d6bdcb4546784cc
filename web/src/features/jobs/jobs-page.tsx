import { Tabs } from '@mantine/core'
import { lazy, Suspense } from 'react'
import * as z from 'zod'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { SchedulesTab } from './schedules-tab.tsx'

const BackfillTab = lazy(() => import('./backfill-tab.tsx').then((m) => ({ default: m.BackfillTab })))
const DriftTab = lazy(() => import('./drift-tab.tsx').then((m) => ({ default: m.DriftTab })))
const BudgetTab = lazy(() => import('./budget-tab.tsx').then((m) => ({ default: m.BudgetTab })))

const TABS = {
  schedules: 'Schedules',
  backfill: 'Backfill',
  drift: 'Drift check',
  budget: 'API calls',
} as const
type TabName = keyof typeof TABS
const NAMES = Object.keys(TABS) as readonly TabName[]

const jobsSearch = z.object({ tab: z.enum(['schedules', 'backfill', 'drift', 'budget']).optional().catch(undefined) })

/** What Tandem does by itself and on request, and what it may use for it. */
export function JobsPage() {
  const [{ tab = 'schedules' }, setSearch] = usePageSearch(jobsSearch)
  const open = (next: string | null): void =>
    setSearch({ tab: NAMES.find((name) => name === next && name !== 'schedules') }, 'push')
  return (
    <>
      <PageHead
        title="Jobs"
        note="Schedules with their last run and what failed, the backfill of all contacts, the nightly drift check of both sides, and the API calls of both platforms."
      />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          {NAMES.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {TABS[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="schedules">
          <SchedulesTab />
        </Tabs.Panel>
        <Tabs.Panel value="backfill">
          <Suspense fallback={<PageLoading />}>
            <BackfillTab />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="drift">
          <Suspense fallback={<PageLoading />}>
            <DriftTab />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="budget">
          <Suspense fallback={<PageLoading />}>
            <BudgetTab />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
