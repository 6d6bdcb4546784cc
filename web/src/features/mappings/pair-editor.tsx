import { Button, Group, Select, Switch } from '@mantine/core'
import { useState } from 'react'
import { readPairSchemasContract, type WrittenMap } from '#http/contract/config-fields.ts'
import { useRead } from '../../api/use-api.ts'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { isKeyed } from '../config-draft/json.ts'
import type { Draft } from '../config-draft/use-draft.ts'
import type { Problems } from '../config-draft/use-problems.ts'
import { effectiveMaps, freeId, withMap, type EffectiveMap } from './effective-maps.ts'
import type { Pair, Schemas } from './live-schemas.ts'
import { MapEditor } from './map-editor.tsx'
import { MapRow } from './map-row.tsx'
import { isSynced } from './pair-list.tsx'
import { ruleOf } from './map-words.ts'
import classes from './pair-editor.module.css'

const NEW: WrittenMap = { hubspot: '', salesforce: '' }

/** The field maps of one pair: HubSpot at the left, Salesforce at the right. */
export function PairEditor(props: {
  readonly draft: Draft
  readonly problems: Problems
  readonly pair: Pair
  /** Id of the map that is open. */
  readonly open: string | undefined
  readonly onOpen: (map: string | undefined) => void
}) {
  const { draft, problems, pair } = props
  const [added, setAdded] = useState(false)
  const query = useRead(readPairSchemasContract, { params: { pair: pair.id } })
  const maps = effectiveMaps(draft.document, pair.id, pair.defaults)
  const active = maps.filter(({ map }) => ruleOf(map) !== 'off')
  const off = maps.filter(({ map }) => ruleOf(map) === 'off')
  const ids = new Set(maps.map(({ id }) => id))
  const rest = problems
    .at(`fields.${pair.id}`)
    .filter(
      ({ path }) =>
        ![...ids].some((id) => path === `fields.${pair.id}.${id}` || path.startsWith(`fields.${pair.id}.${id}.`)),
    )
  const opened = maps.find(({ id }) => id === props.open)
  const schemas: Schemas | undefined = query.data
  if (schemas === undefined)
    return query.error === null ? (
      <PageLoading />
    ) : (
      <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
    )
  const row = (one: EffectiveMap) => (
    <MapRow
      key={one.id}
      one={one}
      schemas={schemas}
      problems={problems.at(`fields.${pair.id}.${one.id}`)}
      onOpen={() => props.onOpen(one.id)}
    />
  )
  return (
    <>
      {pair.canSwitchOff ? <PairSettings draft={draft} pair={pair} /> : null}
      <Panel
        title={`HubSpot ${pair.hubspot} and Salesforce ${schemas.salesforce?.label ?? pair.salesforce}`}
        note={
          query.data === undefined ? null : (
            <>
              {active.length} fields go together. Labels and types were read from both CRMs{' '}
              <When at={query.data.readAt} />.
            </>
          )
        }
        actions={
          draft.mayEdit ? (
            <Button size="sm" onClick={() => setAdded(true)}>
              Add a field
            </Button>
          ) : null
        }
      >
        <ProblemLines problems={rest} />
        <div className={classes['names']} aria-hidden="true">
          <span>HubSpot</span>
          <span />
          <span>Salesforce</span>
          <span className={classes['does']}>What happens</span>
        </div>
        <ul className={classes['rows']} aria-label="Field maps">
          {active.map(row)}
        </ul>
        {off.length === 0 ? null : (
          <>
            <h3 className={classes['heading']}>Switched off</h3>
            <ul className={classes['rows']} aria-label="Field maps that are switched off">
              {off.map(row)}
            </ul>
          </>
        )}
      </Panel>
      {opened === undefined ? null : (
        <MapEditor
          key={opened.id}
          one={opened}
          {...{ draft, pair, schemas }}
          problems={problems.at(`fields.${pair.id}.${opened.id}`)}
          onChange={(map) => draft.edit((document) => withMap(document, pair.id, opened.id, map, pair.defaults))}
          onClose={() => props.onOpen(undefined)}
        />
      )}
      {added ? (
        <MapEditor
          one={{ id: '', map: NEW, origin: 'own' }}
          {...{ draft, pair, schemas }}
          problems={[]}
          onAdd={(map) => {
            const id = freeId(map.hubspot, ids)
            draft.edit((document) => withMap(document, pair.id, id, map, pair.defaults))
            setAdded(false)
            props.onOpen(id)
          }}
          onClose={() => setAdded(false)}
        />
      ) : null}
    </>
  )
}

const CREATE = [
  { value: 'none', label: 'Nowhere: only records that exist on both sides are joined' },
  { value: 'to-salesforce', label: 'In Salesforce, for what is in HubSpot' },
  { value: 'to-hubspot', label: 'In HubSpot, for what is in Salesforce' },
  { value: 'both', label: 'On both sides' },
]
const DELETES = [
  { value: 'keep', label: 'The other record stays' },
  { value: 'delete', label: 'The other record is deleted too' },
]

/** Whether the pair is synced at all, where missing records are made, and what a deletion does. */
function PairSettings({ draft, pair }: { readonly draft: Draft; readonly pair: Pair }) {
  const given = draft.at(['pairs', pair.id])
  const settings = isKeyed(given) ? given : {}
  const set = (key: string, value: unknown): void => draft.set(['pairs', pair.id, key], value)
  const text = (key: string, usual: string): string => (typeof settings[key] === 'string' ? settings[key] : usual)
  const create = pair.id === 'campaign-campaign' ? CREATE.slice(0, 2) : CREATE
  return (
    <div className={classes['settings']}>
      <Switch
        label={`Sync ${pair.label.toLowerCase()}`}
        checked={isSynced(draft, pair)}
        disabled={!draft.mayEdit}
        onChange={(event) => set('enabled', event.currentTarget.checked ? true : undefined)}
      />
      <Group grow align="start" preventGrowOverflow={false}>
        <Select
          label="Missing records are made"
          data={create}
          value={text('create', 'none')}
          allowDeselect={false}
          disabled={!draft.mayEdit}
          onChange={(value) => set('create', value === 'none' ? undefined : value)}
          miw={260}
        />
        <Select
          label="When one is deleted"
          data={DELETES}
          value={text('deletes', 'keep')}
          allowDeselect={false}
          disabled={!draft.mayEdit}
          onChange={(value) => set('deletes', value === 'keep' ? undefined : value)}
          miw={260}
        />
      </Group>
    </div>
  )
}
