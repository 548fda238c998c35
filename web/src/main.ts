/** Opens the pages. */
import { createApp } from 'vue'
import 'element-plus/es/components/base/style/css'
import App from './App.vue'
import { connection } from './api/client'
import './style/base.css'

const app = createApp(App)

// A mistake of ours is said and logged, never swallowed.
app.config.errorHandler = (error) => {
  connection.state = 'crashed'
  reportError(error)
}

app.mount('#app')
