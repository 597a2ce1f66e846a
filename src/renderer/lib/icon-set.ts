// The icons that a notification may ask for by name, as docs/protocol.md lists them. Loaded after the first look.

import Battery from '@lucide/svelte/icons/battery'
import Bell from '@lucide/svelte/icons/bell'
import Bug from '@lucide/svelte/icons/bug'
import Calendar from '@lucide/svelte/icons/calendar'
import Camera from '@lucide/svelte/icons/camera'
import Check from '@lucide/svelte/icons/check'
import Clock from '@lucide/svelte/icons/clock'
import Cloud from '@lucide/svelte/icons/cloud'
import Cpu from '@lucide/svelte/icons/cpu'
import Database from '@lucide/svelte/icons/database'
import DoorOpen from '@lucide/svelte/icons/door-open'
import Download from '@lucide/svelte/icons/download'
import Droplet from '@lucide/svelte/icons/droplet'
import Fan from '@lucide/svelte/icons/fan'
import Flame from '@lucide/svelte/icons/flame'
import HardDrive from '@lucide/svelte/icons/hard-drive'
import Heart from '@lucide/svelte/icons/heart'
import House from '@lucide/svelte/icons/house'
import Info from '@lucide/svelte/icons/info'
import Key from '@lucide/svelte/icons/key'
import Lightbulb from '@lucide/svelte/icons/lightbulb'
import Lock from '@lucide/svelte/icons/lock'
import Mail from '@lucide/svelte/icons/mail'
import MapPin from '@lucide/svelte/icons/map-pin'
import MessageCircle from '@lucide/svelte/icons/message-circle'
import Music from '@lucide/svelte/icons/music'
import Package from '@lucide/svelte/icons/package'
import Phone from '@lucide/svelte/icons/phone'
import Plug from '@lucide/svelte/icons/plug'
import Printer from '@lucide/svelte/icons/printer'
import Rocket from '@lucide/svelte/icons/rocket'
import Server from '@lucide/svelte/icons/server'
import Shield from '@lucide/svelte/icons/shield'
import ShoppingCart from '@lucide/svelte/icons/shopping-cart'
import Star from '@lucide/svelte/icons/star'
import Sun from '@lucide/svelte/icons/sun'
import Terminal from '@lucide/svelte/icons/terminal'
import Thermometer from '@lucide/svelte/icons/thermometer'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import Upload from '@lucide/svelte/icons/upload'
import User from '@lucide/svelte/icons/user'
import Video from '@lucide/svelte/icons/video'
import Wifi from '@lucide/svelte/icons/wifi'
import Wrench from '@lucide/svelte/icons/wrench'
import Zap from '@lucide/svelte/icons/zap'

/** By their names, in the order of the page. */
export const ICONS = {
  battery: Battery,
  bell: Bell,
  bug: Bug,
  calendar: Calendar,
  camera: Camera,
  check: Check,
  clock: Clock,
  cloud: Cloud,
  cpu: Cpu,
  database: Database,
  'door-open': DoorOpen,
  download: Download,
  droplet: Droplet,
  fan: Fan,
  flame: Flame,
  'hard-drive': HardDrive,
  heart: Heart,
  house: House,
  info: Info,
  key: Key,
  lightbulb: Lightbulb,
  lock: Lock,
  mail: Mail,
  'map-pin': MapPin,
  'message-circle': MessageCircle,
  music: Music,
  package: Package,
  phone: Phone,
  plug: Plug,
  printer: Printer,
  rocket: Rocket,
  server: Server,
  shield: Shield,
  'shopping-cart': ShoppingCart,
  star: Star,
  sun: Sun,
  terminal: Terminal,
  thermometer: Thermometer,
  'triangle-alert': TriangleAlert,
  upload: Upload,
  user: User,
  video: Video,
  wifi: Wifi,
  wrench: Wrench,
  zap: Zap,
} as const
