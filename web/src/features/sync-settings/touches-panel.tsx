import { Stack, Switch, TagsInput } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { FieldPicker } from '../handover/field-picker.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { tidy } from '../handover/written.ts'
import type { Attribution } from './attribution.ts'
import classes from './sync-settings.module.css'

type Touches = Attribution['touches']

/** Which touches count. */
export function TouchesPanel(props: {
  readonly section: Partial<Attribution>
  readonly disabled: boolean
  readonly put: (patch: { [K in keyof Attribution]?: Attribution[K] | undefined }) => void
}) {
  const { section, disabled, put } = props
  const { fields } = useHandover()
  const touches = section.touches ?? {}
  const channels = (fields.get('hs_analytics_source')?.options ?? []).map(({ value }) => value)
  const set = (patch: { [K in keyof Touches]?: Touches[K] | undefined }): void => {
    const next = tidy({ ...touches, ...patch }) as Touches
    put({ touches: Object.keys(next).length === 0 ? undefined : next })
  }
  return (
    <Panel
      title="Touches"
      note="What counts as a contact between a person and a campaign. Imported touches always count."
    >
      <Stack gap="lg">
        <Switch
          label="Sources and conversions from HubSpot’s property history"
          checked={touches.history ?? true}
          disabled={disabled}
          onChange={(event) => set({ history: event.currentTarget.checked ? undefined : false })}
        />
        <Switch
          label="Responses of Salesforce campaign members"
          checked={touches.campaignMembers ?? true}
          disabled={disabled}
          onChange={(event) => set({ campaignMembers: event.currentTarget.checked ? undefined : false })}
        />
        <TagsInput
          label="Channels that never count"
          placeholder={(touches.excludeChannels ?? []).length === 0 ? 'Such as DIRECT_TRAFFIC' : ''}
          data={channels}
          value={[...(touches.excludeChannels ?? [])]}
          disabled={disabled}
          onChange={(value) => set({ excludeChannels: value.length === 0 ? undefined : value })}
        />
        <fieldset className={classes['fieldset']} disabled={disabled}>
          <FieldPicker
            label="Property with the segment of a person (blank: the handover contract)"
            value={section.segmentProperty ?? ''}
            onChange={(name) => put({ segmentProperty: name === '' ? undefined : name })}
          />
        </fieldset>
      </Stack>
    </Panel>
  )
}
