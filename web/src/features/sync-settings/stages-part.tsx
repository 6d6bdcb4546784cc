import { Select, Stack } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { moved, OrderButtons, without } from '../handover/ordered-list.tsx'
import { SectionText } from '../handover/section-text.tsx'
import { OpensOpportunity } from './opens-opportunity.tsx'
import { labelIn, withChosen } from './options.ts'
import { DEFAULT_ORDER, STAGE_DEFAULTS, type Lifecycle } from './lifecycle.ts'
import { StatusTable } from './status-table.tsx'
import { useSection } from './use-section.ts'
import classes from './sync-settings.module.css'

/** How stages of HubSpot and statuses of Salesforce go together. */
export function StagesPart() {
  const { facts } = useHandover()
  const { section, put, disabled, problems, wrongAt } = useSection<Lifecycle>(['lifecycle'])
  const order = section.order ?? DEFAULT_ORDER
  const options = withChosen(facts.stages, order)
  const ofOrder = options.filter(({ value }) => order.includes(value))
  const left = options.filter(({ value }) => !order.includes(value))
  const stage = (key: 'onOpportunity' | 'onWon', label: string) => (
    <Select
      label={label}
      data={withChosen(ofOrder, [section[key] ?? STAGE_DEFAULTS[key]])}
      value={section[key] ?? STAGE_DEFAULTS[key]}
      allowDeselect={false}
      disabled={disabled}
      error={wrongAt(key)}
      onChange={(value) => put({ [key]: value ?? undefined })}
    />
  )
  return (
    <>
      <Panel
        title="Order of the lifecycle stages"
        note="From least to most advanced. Tandem moves contacts forward along it and never back."
      >
        <ProblemLines problems={problems} />
        <ol className={classes['rows']} aria-label="Lifecycle stages from least to most advanced">
          {order.map((value, i) => (
            <li key={value} className={classes['step']}>
              <span className={classes['place']}>{i + 1}</span>
              <span>
                {labelIn(options, value)} <small className={classes['quiet']}>({value})</small>
              </span>
              {disabled ? (
                <span />
              ) : (
                <OrderButtons
                  what={labelIn(options, value)}
                  at={i}
                  of={order.length}
                  onMove={(by) => put({ order: moved(order, i, by) })}
                  onRemove={() => put({ order: without(order, i) })}
                />
              )}
            </li>
          ))}
        </ol>
        {disabled || left.length === 0 ? null : (
          <Select
            mt="md"
            maw={320}
            label="Add a stage at the end"
            placeholder="Choose a stage"
            data={left}
            value={null}
            onChange={(value) => {
              if (value !== null) put({ order: [...order, value] })
            }}
          />
        )}
      </Panel>
      <Panel
        title="From Salesforce to HubSpot"
        note="The lifecycle stage that a contact gets when sales gets further. Forward only."
      >
        <Stack gap="lg">
          <div className={classes['two']}>
            {stage('onOpportunity', 'When there is an opportunity')}
            {stage('onWon', 'When an opportunity is won')}
          </div>
          <StatusTable
            stages={ofOrder}
            chosen={section.fromLeadStatus ?? {}}
            disabled={disabled}
            wrongAt={(status) => wrongAt('fromLeadStatus', status)}
            onChange={(fromLeadStatus) => put({ fromLeadStatus })}
          />
        </Stack>
      </Panel>
      <OpensOpportunity
        opens={section.opensOpportunity ?? {}}
        stages={ofOrder}
        disabled={disabled}
        onChange={(opensOpportunity) => put({ opensOpportunity })}
      />
      <SectionText path={['lifecycle']} name="Lifecycle" />
    </>
  )
}
