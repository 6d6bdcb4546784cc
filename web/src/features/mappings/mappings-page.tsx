import { Anchor, Tabs } from '@mantine/core'
import { lazy, Suspense } from 'react'
import * as z from 'zod'
import { pairId, readConfigCatalogueContract } from '#http/contract/config-fields.ts'
import { useRead } from '../../api/use-api.ts'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { usePageSearch } from '../../url/use-page-search.ts'
import { DraftBar } from '../config-draft/draft-bar.tsx'
import { useDraft, type Draft } from '../config-draft/use-draft.ts'
import { useProblems } from '../config-draft/use-problems.ts'
import classes from './mappings-page.module.css'
import { PairList } from './pair-list.tsx'

const PairEditor = lazy(() => import('./pair-editor.tsx').then((m) => ({ default: m.PairEditor })))
const VersionsPanel = lazy(() =>
  import('../config-draft/versions-panel.tsx').then((m) => ({ default: m.VersionsPanel })),
)
const YamlView = lazy(() => import('./yaml-view.tsx').then((m) => ({ default: m.YamlView })))

const search = z.object({
  pair: pairId.optional().catch(undefined),
  map: z.string().optional().catch(undefined),
  tab: z.enum(['fields', 'versions', 'yaml']).catch('fields'),
})

/** Which property of HubSpot goes with which field of Salesforce, and by which rule. */
export function MappingsPage() {
  const { draft, error, retry } = useDraft()
  // Asked for beside the draft, not after it.
  useRead(readConfigCatalogueContract)
  if (draft === null) return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={retry} />
  return <Loaded draft={draft} />
}

function Loaded({ draft }: { readonly draft: Draft }) {
  const [{ pair: id, map, tab }, set] = usePageSearch(search)
  const problems = useProblems(draft)
  const catalogue = useRead(readConfigCatalogueContract)
  if (catalogue.data === undefined)
    return catalogue.error === null ? (
      <PageLoading />
    ) : (
      <ProblemNotice error={catalogue.error} onRetry={() => void catalogue.refetch()} />
    )
  const pair = catalogue.data.pairs.find((one) => one.id === id)
  const { version, author, savedAt } = draft.inForce
  return (
    <>
      {pair === undefined || tab !== 'fields' ? (
        <PageHead
          title="Mappings"
          note={
            <>
              Which property in HubSpot goes with which field in Salesforce, and who wins. Version {version} by {author}{' '}
              is in force, saved <When at={savedAt} />.
            </>
          }
        />
      ) : (
        <PageHead
          before={
            <Anchor
              component="button"
              type="button"
              c="var(--plain)"
              onClick={() => set({ pair: undefined, map: undefined }, 'push')}
            >
              ← Mappings
            </Anchor>
          }
          title={pair.label}
          note={pair.words}
        />
      )}
      {draft.unused === null ? null : (
        <p role="alert" className={classes['unused']}>
          Version {draft.unused.version} by {draft.unused.author} cannot be used here ({draft.unused.why}); the version
          before it is still at work.
        </p>
      )}
      <Tabs value={tab} onChange={(value) => set({ tab: (value ?? 'fields') as 'fields' }, 'push')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="fields">Fields</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
          <Tabs.Tab value="yaml">YAML</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="fields">
          {pair === undefined ? (
            <PairList
              draft={draft}
              problems={problems}
              catalogue={catalogue.data}
              onOpen={(next) => set({ pair: next }, 'push')}
            />
          ) : (
            <Suspense fallback={<PageLoading />}>
              <PairEditor
                key={pair.id}
                draft={draft}
                problems={problems}
                pair={pair}
                open={map}
                onOpen={(next) => set({ map: next })}
              />
            </Suspense>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Suspense fallback={<PageLoading />}>
            <VersionsPanel draft={draft} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="yaml">
          <Suspense fallback={<PageLoading />}>
            <YamlView key={draft.place} draft={draft} problems={problems} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      <DraftBar draft={draft} problems={problems} />
    </>
  )
}
