/** Opens the field app, and has it kept so that it starts without a network. */
import { createApp } from 'vue'
import FieldApp from './FieldApp.vue'
import './field.css'
import { field } from './state'

const app = createApp(FieldApp)

// A mistake of ours is said and logged; what was filled in is on the phone already.
app.config.errorHandler = (error) => {
  field.problem = error instanceof Error ? error.message : String(error)
  reportError(error)
}

app.mount('#app')

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register('/field-sw.js', { scope: '/field' })
}
