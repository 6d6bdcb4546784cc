import { Stack, Tabs } from '@mantine/core'
import { lazy, Suspense } from 'react'
import * as z from 'zod'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { DraftBar } from '../config-draft/draft-bar.tsx'
import { useDraft, type Draft } from '../config-draft/use-draft.ts'
import { useProblems } from '../config-draft/use-problems.ts'
import { ContractsPart } from './contracts-part.tsx'
import { HandoverContext, useGathered } from './handover-context.ts'
import classes from './handover.module.css'

// What stands on one tab is loaded when it is opened.
const RoutingPart = lazy(() => import('./routing-part.tsx').then((m) => ({ default: m.RoutingPart })))
const PoolsPart = lazy(() => import('./pools-part.tsx').then((m) => ({ default: m.PoolsPart })))
const CalendarsPart = lazy(() => import('./calendars-part.tsx').then((m) => ({ default: m.CalendarsPart })))
const PoliciesPart = lazy(() => import('./policies-part.tsx').then((m) => ({ default: m.PoliciesPart })))
const FeedbackPart = lazy(() => import('./feedback-part.tsx').then((m) => ({ default: m.FeedbackPart })))
const SimulatePart = lazy(() => import('./simulate-part.tsx').then((m) => ({ default: m.SimulatePart })))

const PARTS = [
  { value: 'contracts', label: 'Contracts', part: ContractsPart },
  { value: 'routing', label: 'Routing', part: RoutingPart },
  { value: 'pools', label: 'Pools', part: PoolsPart },
  { value: 'sla', label: 'SLA policies', part: PoliciesPart },
  { value: 'feedback', label: 'Feedback', part: FeedbackPart },
  { value: 'calendars', label: 'Calendars', part: CalendarsPart },
  { value: 'simulate', label: 'Simulate', part: SimulatePart },
] as const

/** The way of a lead, in the order of the first tabs; what comes after them serves all steps. */
const WAY = ['contracts', 'routing', 'pools', 'sla', 'feedback'] as const
const stepOf = (part: string): number => WAY.findIndex((step) => step === part) + 1

const search = z.object({
  part: z.enum(['contracts', 'routing', 'pools', 'sla', 'feedback', 'calendars', 'simulate']).catch('contracts'),
})

/** What makes a lead, who gets it, by when, and what becomes of it. */
export function HandoverPage() {
  const { draft, error, retry } = useDraft()
  return (
    <>
      <PageHead
        title="Handover & routing"
        note="What makes a contact a lead for sales, who gets it, how soon somebody must answer, and what happens if nobody does."
      />
      {draft !== null ? (
        <Parts draft={draft} />
      ) : error === null ? (
        <PageLoading />
      ) : (
        <ProblemNotice error={error} onRetry={retry} />
      )}
    </>
  )
}

function Parts({ draft }: { readonly draft: Draft }) {
  const [{ part }, set] = usePageSearch(search)
  const problems = useProblems(draft)
  const handover = useGathered(draft, problems)
  const { unread } = handover.facts
  return (
    <HandoverContext.Provider value={handover}>
      <Tabs value={part} onChange={(value) => set({ part: (value ?? 'contracts') as typeof part })} keepMounted={false}>
        <Tabs.List mb="md">
          {PARTS.map(({ value, label }) => (
            <Tabs.Tab
              key={value}
              value={value}
              className={stepOf(value) === 0 ? '' : (classes['stepTab'] ?? '')}
              leftSection={stepOf(value) === 0 ? null : <StepNumber n={stepOf(value)} />}
            >
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {unread.length === 0 ? null : (
          <p className={classes['quiet']} role="status" style={{ marginBottom: 12 }}>
            Could not be read now: {unread.map(({ part: what, message }) => `${what} (${message})`).join('; ')}. Names
            can be typed all the same.
          </p>
        )}
        {PARTS.map(({ value, part: Part }) => (
          <Tabs.Panel key={value} value={value}>
            <Stack gap="md">
              <Suspense fallback={<PageLoading />}>
                <Part />
              </Suspense>
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
      <DraftBar draft={draft} problems={problems} />
    </HandoverContext.Provider>
  )
}

/** The tab is called by its words alone. */
const StepNumber = ({ n }: { readonly n: number }) => (
  <span className={classes['stepNumber']} aria-hidden="true">
    {n}
  </span>
)
