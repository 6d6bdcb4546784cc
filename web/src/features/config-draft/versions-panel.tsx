import { Button, Drawer, Group, Select, Text } from '@mantine/core'
import { useState } from 'react'
import {
  diffConfigVersionsContract,
  listConfigVersionsContract,
  readConfigVersionContract,
  rollBackConfigContract,
  type ConfigVersionHead,
} from '#http/contract/config.ts'
import { useAction, useList, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { ChangesList } from './changes-list.tsx'
import { ImportButton } from './import-button.tsx'
import type { Draft } from './use-draft.ts'
import { downloadText } from './download-text.ts'
import classes from './versions-panel.module.css'

/** Every version with who saved it and why; what differs between two; the way back; files in and out. */
export function VersionsPanel({ draft }: { readonly draft: Draft }) {
  const list = useList(listConfigVersionsContract, { query: { limit: 20 } })
  const [opened, setOpened] = useState<ConfigVersionHead | null>(null)
  return (
    <Panel
      title="Versions"
      note="Each save is a version. The newest is in force. Open one to see what differs and to go back to it: that makes a new version that says the same."
      actions={<ImportButton draft={draft} />}
    >
      <DataTable
        label="Versions"
        columns={COLUMNS}
        rowKey={({ version }) => String(version)}
        list={list}
        empty={<p>There is no version yet.</p>}
        onOpen={setOpened}
        openKey={opened === null ? null : String(opened.version)}
      />
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size="xl"
        title={<Text fw={650}>{opened === null ? '' : `Version ${opened.version}`}</Text>}
      >
        {opened === null ? null : (
          <OneVersion head={opened} draft={draft} all={list.items ?? []} onClose={() => setOpened(null)} />
        )}
      </Drawer>
    </Panel>
  )
}

const COLUMNS: readonly Column<ConfigVersionHead>[] = [
  {
    id: 'version',
    header: 'Version',
    narrow: 'title',
    width: 130,
    cell: ({ version, inForce }) => (
      <span className={classes['version']}>
        {version} {inForce ? <StatusBadge tone="good">In force</StatusBadge> : null}
      </span>
    ),
  },
  { id: 'comment', header: 'What was changed', cell: ({ comment }) => comment },
  { id: 'author', header: 'By', width: 200, cell: ({ author }) => author },
  { id: 'savedAt', header: 'Saved', width: 170, cell: ({ savedAt }) => <When at={savedAt} as="date" /> },
]

function OneVersion(props: {
  readonly head: ConfigVersionHead
  readonly draft: Draft
  readonly all: readonly ConfigVersionHead[]
  readonly onClose: () => void
}) {
  const { head, draft } = props
  const newest = draft.inForce.version
  const [other, setOther] = useState(head.version === newest ? Math.max(1, newest - 1) : newest)
  const [older, newer] = head.version < other ? [head.version, other] : [other, head.version]
  const changes = useRead(diffConfigVersionsContract, { query: { from: older, to: newer } })
  const whole = useRead(readConfigVersionContract, { params: { version: head.version } })
  const roll = useAction(rollBackConfigContract, {
    done: ({ version }) => `Version ${version} is in force; it says what version ${head.version} says.`,
    refreshes: ['Handover and routing', 'Overview', 'Problems'],
    onDone: props.onClose,
  })
  const names = [...new Set([newest, ...props.all.map(({ version }) => version)])].filter((one) => one !== head.version)
  return (
    <>
      <p className={classes['facts']}>
        Saved by <strong>{head.author}</strong>, <When at={head.savedAt} as="date" />: “{head.comment}”
      </p>
      <Group mb="md">
        {head.inForce || !draft.mayEdit ? null : (
          <ConfirmAction
            label={`Roll back to version ${head.version}`}
            title={`Go back to version ${head.version}?`}
            variant="filled"
            confirm="Roll back"
            onConfirm={() => roll.mutateAsync({ body: { version: head.version, expectedVersion: newest } })}
          >
            Tandem saves version {newest + 1}, which says the same as version {head.version}, and works by it at once.
            Values that were written by versions in between stay in HubSpot and Salesforce until a record changes again.
            Version {newest} stays in the list, and you can go back to it too.
          </ConfirmAction>
        )}
        <Button
          variant="default"
          disabled={whole.data === undefined}
          onClick={() => downloadText(`tandem-version-${head.version}.yaml`, whole.data?.yaml ?? '')}
        >
          Export YAML
        </Button>
      </Group>
      {names.length === 0 ? (
        <p className={classes['facts']}>This is the first version: there is nothing to compare it with.</p>
      ) : (
        <>
          <Select
            label="Compare with"
            data={names.map((version) => ({ value: String(version), label: `Version ${version}` }))}
            value={String(other)}
            allowDeselect={false}
            onChange={(value) => setOther(Number(value))}
            mb="md"
            w={220}
          />
          {changes.error === null ? null : (
            <ProblemNotice error={changes.error} onRetry={() => void changes.refetch()} />
          )}
          {changes.data === undefined ? (
            changes.error === null ? (
              <PageLoading />
            ) : null
          ) : (
            <ChangesList changes={changes.data.changes} before={`Version ${older}`} after={`Version ${newer}`} />
          )}
        </>
      )}
    </>
  )
}
