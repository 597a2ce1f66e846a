# A pretended desktop on the session bus: a notification server and a tray host, by dbusmock. Reads one JSON
# command a line, answers one JSON line each. Run by the system's Python, which has dbusmock.

import json
import subprocess
import sys

import dbus
import dbusmock

MOCK = 'org.freedesktop.DBus.Mock'
NOTIFY = 'org.freedesktop.Notifications'
WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'


class Desktop(dbusmock.DBusTestCase):
    def start(self):
        self.bus = self.get_dbus()
        self.shown = 0
        capabilities = {'capabilities': 'actions body body-markup'}
        self.servers = [
            self.spawn_server_template('notification_daemon', capabilities, subprocess.DEVNULL)[0],
            self.spawn_server(WATCHER, '/StatusNotifierWatcher', WATCHER, stdout=subprocess.DEVNULL),
        ]
        self.notifier = self.bus.get_object(NOTIFY, '/org/freedesktop/Notifications')
        self.watcher = self.bus.get_object(WATCHER, '/StatusNotifierWatcher')
        mock = dbus.Interface(self.watcher, MOCK)
        mock.AddMethods(WATCHER, [('RegisterStatusNotifierItem', 's', '', '')])
        mock.AddProperties(WATCHER, {'IsStatusNotifierHostRegistered': True, 'ProtocolVersion': 0})

    def stop(self):
        for server in self.servers:
            server.terminate()
            server.wait()

    def clear(self):
        self.shown += len(self.toasts())
        dbus.Interface(self.notifier, MOCK).ClearCalls()
        dbus.Interface(self.watcher, MOCK).ClearCalls()

    # Every toast since `clear`, oldest first.
    def toasts(self):
        calls = dbus.Interface(self.notifier, MOCK).GetMethodCalls('Notify')
        return [self.toast(args) for _time, args in calls]

    def toast(self, args):
        _app, _replaces, _icon, title, body, actions, hints, timeout = args
        return {
            'title': str(title),
            'body': str(body),
            'actions': [str(action) for action in actions],
            'urgency': int(hints.get('urgency', 1)),
            'hasImage': 'image_data' in hints or 'image-data' in hints,
            'timeout': int(timeout),
        }

    # What the server says that it can do, from now on.
    def capabilities(self, *names):
        answer = 'ret = ' + repr(list(names))
        method = ('GetCapabilities', '', 'as', answer)
        dbus.Interface(self.notifier, MOCK).AddMethod(NOTIFY, *method)

    # A click on the newest toast with this title.
    def click(self, title):
        number = self.press_toast(title, 'default')
        dbus.Interface(self.notifier, NOTIFY).CloseNotification(number)

    # As if something on the newest toast with this title had been pressed.
    def press_toast(self, title, action):
        # The server gives its toasts the numbers 1, 2, 3, … from its start.
        numbered = enumerate(self.toasts(), self.shown + 1)
        newest = max((number for number, toast in numbered if toast['title'] == title), default=None)
        if newest is None:
            raise LookupError(title)
        mock = dbus.Interface(self.notifier, MOCK)
        mock.EmitSignal(NOTIFY, 'ActionInvoked', 'us', [dbus.UInt32(newest), action])
        return dbus.UInt32(newest)

    def item(self):
        calls = dbus.Interface(self.watcher, MOCK).GetMethodCalls('RegisterStatusNotifierItem')
        if not calls:
            return None
        service = str(calls[-1][1][0])
        return self.bus.get_object(service, '/StatusNotifierItem')

    # Tooltip and menu; null while there is no tray.
    def tray(self):
        item = self.item()
        if item is None:
            return None
        properties = dbus.Interface(item, dbus.PROPERTIES_IFACE)
        title, text = properties.Get(ITEM, 'ToolTip')[2:4]
        pixmaps = properties.Get(ITEM, 'IconPixmap')
        return {
            'tooltip': str(title) + str(text),
            'menu': [entry for _number, entry in self.entries(item)],
            'icon': hash(bytes(pixmaps[0][2])) if pixmaps else None,
        }

    def entries(self, item):
        menu = self.menu(item)
        _revision, (_root, _properties, children) = menu.GetLayout(0, -1, dbus.Array([], 's'))
        entries = []
        for number, properties, _children in children:
            entries.append((int(number), {
                'label': str(properties.get('label', '')),
                'isLine': properties.get('type') == 'separator',
                'isEnabled': bool(properties.get('enabled', True)),
            }))
        return entries

    def menu(self, item):
        path = dbus.Interface(item, dbus.PROPERTIES_IFACE).Get(ITEM, 'Menu')
        return dbus.Interface(self.bus.get_object(item.bus_name, path), MENU)

    # An entry of the menu, or of one that opens from it.
    def choose(self, label):
        item = self.item()
        _revision, (_root, _properties, children) = self.menu(item).GetLayout(0, -1, dbus.Array([], 's'))
        waiting = list(children)
        while waiting:
            number, properties, below = waiting.pop(0)
            if str(properties.get('label', '')) == label:
                self.press(item, int(number))
                return
            waiting.extend(below)
        raise LookupError(label)

    def press(self, item, number):
        try:
            self.menu(item).Event(number, 'clicked', '', dbus.UInt32(0))
        except dbus.DBusException as error:
            # What was chosen may end the app before it answers.
            if error.get_dbus_name() != 'org.freedesktop.DBus.Error.NoReply':
                raise


def main():
    desktop = Desktop()
    desktop.start()
    verbs = {
        'clear': desktop.clear,
        'toasts': desktop.toasts,
        'click': desktop.click,
        'press': lambda title, action: desktop.press_toast(title, action) and None,
        'capabilities': desktop.capabilities,
        'tray': desktop.tray,
        'choose': desktop.choose,
    }
    print(json.dumps({'ok': 'ready'}), flush=True)
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        try:
            answer = {'ok': verbs[verb](*arguments)}
        except Exception as error:  # A test is told what went wrong, and goes on.
            answer = {'error': f'{type(error).__name__}: {error}'}
        print(json.dumps(answer), flush=True)
    desktop.stop()


main()
