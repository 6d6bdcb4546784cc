import { useEffect, type ReactNode } from 'react'
import { BrandIcon } from '../../components/icons.tsx'
import { ColorSchemeToggle } from '../../shell/color-scheme-toggle.tsx'
import classes from './public-frame.module.css'

/** What is around the pages for people who are not signed in. */
export function PublicFrame(props: {
  readonly title: string
  readonly note?: ReactNode
  readonly children: ReactNode
}) {
  const { title } = props
  useEffect(() => {
    document.title = `${title} · Tandem`
  }, [title])
  return (
    <main className={classes['page']}>
      <div className={classes['scheme']}>
        <ColorSchemeToggle />
      </div>
      <section className={classes['card']}>
        <p className={classes['brand']}>
          <BrandIcon size={26} />
          Tandem
        </p>
        <h1 className={classes['title']}>{title}</h1>
        {props.note === undefined ? null : <p className={classes['note']}>{props.note}</p>}
        {props.children}
      </section>
    </main>
  )
}
