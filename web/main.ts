// Starts the dashboard in the browser.
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'

createApp(App).use(router).mount('#app')
