// The thread that writes one certificate and ends. Wiring only.

import { parentPort, workerData } from 'node:worker_threads'
import { issue, type Order } from './issue'

parentPort?.postMessage(issue(workerData as Order))
