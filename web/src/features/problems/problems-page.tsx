import { Tabs } from '@mantine/core'
import { readProblemsContract } from '#http/contract/problems.ts'
import { useRead } from '../../api/use-api.ts'
import { PageHead } from '../../components/page-head.tsx'
import { formatCount } from '../../format/numbers.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { ClassesTab } from './classes-tab.tsx'
import { ConflictsTab } from './conflicts-tab.tsx'
import { MatchesTab } from './matches-tab.tsx'
import { RecordsOfClass } from './records-of-class.tsx'
import { RetriesTab } from './retries-tab.tsx'
import { problemsSearch, TABS } from './search.ts'

/** What waits for a person: records that cannot be written, fields to decide, people who may be one. */
export function ProblemsPage() {
  const [search, setSearch] = usePageSearch(problemsSearch)
  const { data } = useRead(readProblemsContract)
  const tab = search.tab ?? 'records'
  const counted = (words: string, count: number | undefined): string =>
    count === undefined || count === 0 ? words : `${words} · ${formatCount(count)}`
  const labels = {
    records: counted('Records', data?.parked),
    conflicts: counted('Conflicts', data === undefined ? undefined : data.conflicts + data.frozen),
    matches: counted('Suggested matches', data?.matches),
    retries: 'Retries',
  }
  const open = (next: string | null): void =>
    setSearch(
      {
        tab: TABS.find((one) => one === next && one !== 'records'),
        code: undefined,
        side: undefined,
        text: undefined,
        map: undefined,
        kind: undefined,
        link: undefined,
        field: undefined,
        state: undefined,
        match: undefined,
        retry: undefined,
        sort: undefined,
        direction: undefined,
      },
      'push',
    )
  return (
    <>
      <PageHead
        title="Problems"
        note="What needs a decision of yours, or something mended in one of the CRMs. Nothing here is lost, and everything else goes on."
      />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {labels[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="records">{search.code === undefined ? <ClassesTab /> : <RecordsOfClass />}</Tabs.Panel>
        <Tabs.Panel value="conflicts">
          <ConflictsTab />
        </Tabs.Panel>
        <Tabs.Panel value="matches">
          <MatchesTab />
        </Tabs.Panel>
        <Tabs.Panel value="retries">
          <RetriesTab />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
