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
import { HandoverContext, useGathered } from '../handover/handover-context.ts'
import { problemsOfPart, SYNC_PARTS } from './parts.ts'
import classes from './sync-settings.module.css'
import { WhoPart } from './who-part.tsx'

// What stands on one tab is loaded when it is opened.
const CONTENT = {
  who: WhoPart,
  stages: lazy(() => import('./stages-part.tsx').then((m) => ({ default: m.StagesPart }))),
  owners: lazy(() => import('./owners-part.tsx').then((m) => ({ default: m.OwnersPart }))),
  matching: lazy(() => import('./matching-part.tsx').then((m) => ({ default: m.MatchingPart }))),
  members: lazy(() => import('./members-part.tsx').then((m) => ({ default: m.MembersPart }))),
  attribution: lazy(() => import('./attribution-part.tsx').then((m) => ({ default: m.AttributionPart }))),
  alerts: lazy(() => import('./alerts-part.tsx').then((m) => ({ default: m.AlertsPart }))),
  limits: lazy(() => import('./limits-part.tsx').then((m) => ({ default: m.LimitsPart }))),
} as const

const PART_NAMES = SYNC_PARTS.map(({ value }) => value)
const search = z.object({ part: z.enum(PART_NAMES).catch('who') })

/** What the sync does besides fields and handover: who enters, stages, owners, duplicates, attribution, alerts. */
export function SyncPage() {
  const { draft, error, retry } = useDraft()
  return (
    <>
      <PageHead
        title="Sync settings"
        note="Which contacts sync, how lifecycle stages and owners go together, what counts as a duplicate, how revenue is credited, and who is told."
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
  const gathered = useGathered(draft, problems)
  const { unread } = gathered.facts
  return (
    <HandoverContext.Provider value={gathered}>
      <Tabs
        value={part}
        onChange={(value) => set({ part: (value ?? 'who') as typeof part }, 'push')}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {SYNC_PARTS.map((one) => {
            const errors = problemsOfPart(one, problems).filter(({ level }) => level === 'error').length
            return (
              <Tabs.Tab key={one.value} value={one.value}>
                {one.label}
                {errors === 0 ? null : (
                  <span className={classes['count']}> ({errors === 1 ? '1 error' : `${errors} errors`})</span>
                )}
              </Tabs.Tab>
            )
          })}
        </Tabs.List>
        {unread.length === 0 ? null : (
          <p className={classes['quiet']} role="status">
            Could not be read now: {unread.map(({ part: what, message }) => `${what} (${message})`).join('; ')}. Values
            can be typed all the same.
          </p>
        )}
        {SYNC_PARTS.map(({ value }) => {
          const Part = CONTENT[value]
          return (
            <Tabs.Panel key={value} value={value}>
              <Stack gap="md">
                <Suspense fallback={<PageLoading />}>
                  <Part />
                </Suspense>
              </Stack>
            </Tabs.Panel>
          )
        })}
      </Tabs>
      <DraftBar draft={draft} problems={problems} />
    </HandoverContext.Provider>
  )
}
