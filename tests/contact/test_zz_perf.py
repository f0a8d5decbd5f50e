import time, pytest
from tests.contact.test_closing_down import *
from tests.factories import a_client
pytestmark = pytest.mark.django_db
def test_perf(home, clinician, begun, kim):
    for _ in range(300):
        somebody(home, clinician)
    c=time.process_time(); w=time.time()
    while closing_down.prepare(closure=begun, by=kim, at=clock.now()):
        pass
    print("PERF", 300, time.process_time()-c, time.time()-w)
