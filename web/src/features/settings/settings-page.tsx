import { Tabs } from '@mantine/core'
import { lazy, Suspense, type ComponentType } from 'react'
import * as z from 'zod'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { useSession } from '../../shell/use-session.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { SETTINGS_TABS } from './tabs.ts'

const search = z.object({ tab: z.string().catch('').default('') })

const CONTENT: ReadonlyMap<string, ComponentType> = new Map(SETTINGS_TABS.map((tab) => [tab.value, lazy(tab.load)]))

/** How Tandem itself is set: who comes in, with which keys, and what was done. */
export function SettingsPage() {
  const [{ tab }, set] = usePageSearch(search)
  const { data: session } = useSession()
  if (session === undefined) return <PageLoading />
  const shown = SETTINGS_TABS.filter(({ access }) => session.permissions.includes(access))
  const current = shown.find(({ value }) => value === tab) ?? shown[0]
  const Content = CONTENT.get(current?.value ?? '')
  return (
    <>
      <PageHead title="Settings" note="Who comes in, what is connected, who is told of what." />
      <Tabs value={current?.value ?? null} onChange={(next) => set({ tab: next ?? '' }, 'push')} keepMounted={false}>
        <Tabs.List mb="md">
          {shown.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {current === undefined || Content === undefined ? null : (
          <Tabs.Panel value={current.value}>
            <Suspense fallback={<PageLoading />}>
              <Content />
            </Suspense>
          </Tabs.Panel>
        )}
      </Tabs>
    </>
  )
}
