import type { ReactNode } from 'react'
import { BrandIcon } from '../components/icons.tsx'
import { ColorSchemeToggle } from './color-scheme-toggle.tsx'
import classes from './shell.module.css'

/** What is around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a className={classes['skip']} href="#main">
        Skip to the figures
      </a>
      <header className={classes['bar']}>
        <div className={classes['inner']}>
          <a className={classes['brand']} href="/">
            <BrandIcon size={22} />
            Tandem
          </a>
          <ColorSchemeToggle />
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes['main']}>
        {children}
      </main>
    </>
  )
}
