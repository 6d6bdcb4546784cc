import { Button, Divider, Drawer, Group, Select, Stack, TagsInput, Text } from '@mantine/core'
import { useState } from 'react'
import type { ConfigProblem } from '#http/contract/config.ts'
import type { WrittenMap } from '#http/contract/config-fields.ts'
import { DIRECTION_WORDS, RULE_WORDS } from '#http/contract/config-words.ts'
import { DIRECTIONS, RULES } from '#domain/mapping/rules.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import type { Draft } from '../config-draft/use-draft.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { movedMap, withoutMap, type EffectiveMap } from './effective-maps.ts'
import { FieldPicker } from './field-picker.tsx'
import { directionOf, mapSentence, ruleOf } from './map-words.ts'
import { fieldOf, type Pair, type Schemas } from './live-schemas.ts'
import { StepsEditor } from './steps-editor.tsx'
import { TryOut } from './try-out.tsx'
import { ValuesEditor } from './values-editor.tsx'

/** Everything that a map can say. Changes go into the draft at once; a new map is added when both of its sides are chosen. */
export function MapEditor(props: {
  readonly one: EffectiveMap
  readonly draft: Draft
  readonly pair: Pair
  readonly schemas: Schemas
  readonly problems: readonly ConfigProblem[]
  readonly onChange?: (map: WrittenMap) => void
  /** For a new one. */
  readonly onAdd?: (map: WrittenMap) => void
  readonly onClose: () => void
}) {
  const { one, draft, pair, schemas, onAdd } = props
  const [fresh, setFresh] = useState(one.map)
  const map = onAdd === undefined ? one.map : fresh
  const locked = !draft.mayEdit
  const change = (patch: Partial<WrittenMap>): void => {
    const next = Object.fromEntries(Object.entries({ ...map, ...patch }).filter(([, value]) => value !== undefined))
    if (onAdd === undefined) props.onChange?.(next as WrittenMap)
    else setFresh(next as WrittenMap)
  }
  const fields = {
    hubspot: fieldOf(schemas.hubspot, map.hubspot),
    salesforce: fieldOf(schemas.salesforce, map.salesforce),
  }
  const direction = directionOf(map)
  const isComplete = map.hubspot !== '' && map.salesforce !== ''
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size="min(720px, 100%)"
      title={<Text fw={650}>{onAdd === undefined ? `${map.hubspot} and ${map.salesforce}` : 'Add a field'}</Text>}
    >
      <Stack gap="md" pb={120}>
        <Group grow align="start" preventGrowOverflow={false}>
          <FieldPicker
            label="HubSpot property"
            object={schemas.hubspot}
            value={map.hubspot}
            onChange={(hubspot) => change({ hubspot })}
            disabled={locked}
            required
            mustBeWritable={direction !== 'to-salesforce'}
          />
          <FieldPicker
            label="Salesforce field"
            object={schemas.salesforce}
            value={map.salesforce}
            onChange={(salesforce) => change({ salesforce })}
            disabled={locked}
            required
            mustBeWritable={direction !== 'to-hubspot'}
          />
        </Group>
        <Select
          label="Direction"
          description={DIRECTION_WORDS[direction].words}
          data={DIRECTIONS.map((value) => ({ value, label: DIRECTION_WORDS[value].label }))}
          value={direction}
          allowDeselect={false}
          disabled={locked}
          onChange={(value) => change({ direction: value ?? 'both' })}
        />
        <Select
          label="Rule"
          data={RULES.map((value) => ({ value, label: RULE_WORDS[value].label }))}
          value={ruleOf(map)}
          allowDeselect={false}
          disabled={locked}
          onChange={(value) => change({ rule: value ?? 'newest-wins' })}
          renderOption={({ option }) => (
            <div>
              <Text size="sm">{option.label}</Text>
              <Text size="xs" c="var(--quiet)">
                {RULE_WORDS[option.value].words}
              </Text>
            </div>
          )}
        />
        <Text size="sm" role="note">
          {mapSentence(map)}
        </Text>
        {ruleOf(map) === 'most-advanced' ? (
          <TagsInput
            label="Values, from first to furthest along"
            description="As HubSpot stores them."
            value={[...(map.order ?? [])]}
            disabled={locked}
            data={(fields.hubspot?.options ?? []).map(({ value }) => value)}
            onChange={(order) => change({ order: order.length === 0 ? undefined : order })}
          />
        ) : null}
        <ProblemLines problems={props.problems} />
        {isComplete && ruleOf(map) !== 'off' ? (
          <>
            <ValuesEditor {...{ pair, map, locked, fields }} onChange={change} />
            {direction === 'to-hubspot' ? null : (
              <StepsEditor
                title="On the way to Salesforce"
                steps={map.toSalesforce ?? []}
                from={schemas.hubspot}
                locked={locked}
                onChange={(steps) => change({ toSalesforce: steps.length === 0 ? undefined : [...steps] })}
              />
            )}
            {direction === 'to-salesforce' ? null : (
              <StepsEditor
                title="On the way to HubSpot"
                steps={map.toHubspot ?? []}
                from={schemas.salesforce}
                locked={locked}
                onChange={(steps) => change({ toHubspot: steps.length === 0 ? undefined : [...steps] })}
              />
            )}
            <ConditionEditor
              when={map.when}
              object={schemas.hubspot}
              locked={locked}
              onChange={(when) => change({ when })}
            />
            {locked ? null : <TryOut pair={pair.id} map={map} />}
          </>
        ) : null}
        <Divider />
        {onAdd === undefined ? (
          <>
            {locked ? null : <Rest one={one} draft={draft} pair={pair} onClose={props.onClose} />}
            <Button onClick={props.onClose}>{locked ? 'Close' : 'Done: it is in your draft'}</Button>
          </>
        ) : (
          <Button disabled={!isComplete} onClick={() => onAdd(map)}>
            Add to the draft
          </Button>
        )}
      </Stack>
    </Drawer>
  )
}

/** What can be done to a map as a whole. */
function Rest(props: {
  readonly one: EffectiveMap
  readonly draft: Draft
  readonly pair: Pair
  readonly onClose: () => void
}) {
  const { one, draft, pair } = props
  const move = (by: 1 | -1): void => draft.edit((document) => movedMap(document, pair.id, one.id, by))
  if (one.origin === 'brought')
    return (
      <Text size="sm" c="var(--quiet)">
        Tandem brings this map along. To do without it, choose the rule “Switched off”.
      </Text>
    )
  return (
    <Group>
      {one.origin === 'own' ? (
        <>
          <Button variant="default" size="xs" onClick={() => move(-1)}>
            Move up
          </Button>
          <Button variant="default" size="xs" onClick={() => move(1)}>
            Move down
          </Button>
        </>
      ) : null}
      <ConfirmAction
        size="xs"
        color="red"
        label={one.origin === 'own' ? 'Remove' : 'Back to what Tandem brings'}
        title={one.origin === 'own' ? 'Remove this map from the draft?' : 'Drop your changes of this map?'}
        onConfirm={async () => {
          props.onClose()
          draft.edit((document) => withoutMap(document, pair.id, one.id))
        }}
      >
        Values that are in HubSpot and Salesforce stay as they are. It counts when you save the draft as a version.
      </ConfirmAction>
    </Group>
  )
}
