"""Small processes as other tools write them, each in its own dialect; drawn for these tests."""

MODEL = 'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'

# Camunda Modeler for Camunda 7: a leave request, decided by a person, with words on the ways and no conditions.
CAMUNDA = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions {MODEL} xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  id="Definitions_1x" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler">
  <bpmn:collaboration id="Collaboration_1">
    <bpmn:participant id="Participant_1" name="Xin nghỉ phép" processRef="Process_1" />
    <bpmn:participant id="Participant_2" name="Bưu điện" />
    <bpmn:messageFlow id="Flow_mail" name="Thư" sourceRef="Activity_2" targetRef="Participant_2" />
  </bpmn:collaboration>
  <bpmn:process id="Process_1" isExecutable="true" camunda:historyTimeToLive="180">
    <bpmn:laneSet id="LaneSet_1">
      <bpmn:lane id="Lane_1" name="Nhân viên">
        <bpmn:flowNodeRef>StartEvent_1</bpmn:flowNodeRef><bpmn:flowNodeRef>Activity_1</bpmn:flowNodeRef>
      </bpmn:lane>
      <bpmn:lane id="Lane_2" name="Lãnh đạo đơn vị">
        <bpmn:flowNodeRef>Activity_2</bpmn:flowNodeRef><bpmn:flowNodeRef>Gateway_1</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>Event_ok</bpmn:flowNodeRef><bpmn:flowNodeRef>Event_no</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" />
    <bpmn:userTask id="Activity_1" name="Viết đơn" camunda:assignee="${{initiator}}" camunda:formKey="form:don">
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:incoming>Flow_5</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:userTask id="Activity_2" name="Duyệt đơn">
      <bpmn:documentation>Xem lịch trực trước khi duyệt.</bpmn:documentation>
      <bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Activity_2" />
    <bpmn:exclusiveGateway id="Gateway_1" name="Đồng ý?" />
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Activity_2" targetRef="Gateway_1" />
    <bpmn:sequenceFlow id="Flow_4" name="Đồng ý" sourceRef="Gateway_1" targetRef="Event_ok" />
    <bpmn:sequenceFlow id="Flow_5" name="Viết lại" sourceRef="Gateway_1" targetRef="Activity_1" />
    <bpmn:sequenceFlow id="Flow_6" name="Không" sourceRef="Gateway_1" targetRef="Event_no" />
    <bpmn:endEvent id="Event_ok" name="Được nghỉ" /><bpmn:endEvent id="Event_no" name="Không được nghỉ" />
    <bpmn:textAnnotation id="Note_1"><bpmn:text>Hỏi phòng nhân sự</bpmn:text></bpmn:textAnnotation>
  </bpmn:process>
</bpmn:definitions>"""

# Camunda 8: conditions in FEEL, people in zeebe's own elements.
ZEEBE = f"""<bpmn:definitions {MODEL} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="P" name="Tạm ứng" isExecutable="true">
    <bpmn:startEvent id="s" name="Nộp đề nghị" />
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="g" />
    <bpmn:exclusiveGateway id="g" name="Số tiền lớn?" default="f3" />
    <bpmn:sequenceFlow id="f2" name="Trên 5 triệu" sourceRef="g" targetRef="big">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">
        =so_tien &gt; 5000000 and loai = "gấp"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="small" />
    <bpmn:userTask id="big" name="Giám đốc duyệt">
      <bpmn:extensionElements><zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="giam-doc" />
        <zeebe:formDefinition formId="duyet" /></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:userTask id="small" name="Kế toán duyệt">
      <bpmn:extensionElements><zeebe:assignmentDefinition assignee="ke-toan" /></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f4" sourceRef="big" targetRef="m" />
    <bpmn:sequenceFlow id="f5" sourceRef="small" targetRef="m" />
    <bpmn:exclusiveGateway id="m" />
    <bpmn:sequenceFlow id="f6" sourceRef="m" targetRef="auto" />
    <bpmn:serviceTask id="auto" name="Ghi sổ" /><bpmn:sequenceFlow id="f7" sourceRef="auto" targetRef="e" />
    <bpmn:endEvent id="e" />
  </bpmn:process>
</bpmn:definitions>"""

# Bizagi Modeler: the default namespace, its own properties everywhere, plain tasks, two opinions side by side.
BIZAGI = """<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://www.bizagi.com/definitions/1"
  exporter="Bizagi Process Modeler">
  <process id="Id_1" name="Góp ý văn bản">
    <extensionElements><bizagi:BizagiExtensions xmlns:bizagi="http://www.bizagi.com/bpmn20">
      <bizagi:BizagiProperties><bizagi:BizagiProperty name="bgColor" value="White" /></bizagi:BizagiProperties>
    </bizagi:BizagiExtensions></extensionElements>
    <laneSet id="L"><lane id="L1" name="Văn thư"><flowNodeRef>t1</flowNodeRef><flowNodeRef>t4</flowNodeRef></lane>
      <lane id="L2" name="Phòng A"><flowNodeRef>t2</flowNodeRef></lane>
      <lane id="L3" name="Phòng B"><flowNodeRef>t3</flowNodeRef></lane></laneSet>
    <startEvent id="s" name="Bắt đầu"><outgoing>f1</outgoing></startEvent>
    <task id="t1" name="Gửi dự thảo"><extensionElements>
      <bizagi:BizagiExtensions xmlns:bizagi="http://www.bizagi.com/bpmn20" /></extensionElements></task>
    <parallelGateway id="p1" gatewayDirection="Diverging" />
    <task id="t2" name="Phòng A góp ý" /><manualTask id="t3" name="Phòng B góp ý" />
    <parallelGateway id="p2" gatewayDirection="Converging" /><task id="t4" name="Tổng hợp" />
    <endEvent id="e" name="Xong" />
    <sequenceFlow id="f1" sourceRef="s" targetRef="t1" /><sequenceFlow id="f2" sourceRef="t1" targetRef="p1" />
    <sequenceFlow id="f3" sourceRef="p1" targetRef="t2" /><sequenceFlow id="f4" sourceRef="p1" targetRef="t3" />
    <sequenceFlow id="f5" sourceRef="t2" targetRef="p2" /><sequenceFlow id="f6" sourceRef="t3" targetRef="p2" />
    <sequenceFlow id="f7" sourceRef="p2" targetRef="t4" /><sequenceFlow id="f8" sourceRef="t4" targetRef="e" />
  </process>
</definitions>"""

# Signavio: long identifiers and meta data on everything; a message starts it, an applicant adds what is missing.
SIGNAVIO = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:signavio="http://www.signavio.com" id="sid-1" targetNamespace="http://www.signavio.com" exporter="Signavio">
  <message id="sid-m" name="Đơn đến" />
  <process id="sid-p" name="Cấp thẻ" isExecutable="false">
    <extensionElements><signavio:signavioDiagramMetaData metaKey="processowner" metaValue="" /></extensionElements>
    <startEvent id="sid-s" name="Đơn đến"><extensionElements>
      <signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff" /></extensionElements>
      <messageEventDefinition id="sid-d" messageRef="sid-m" /></startEvent>
    <userTask id="sid-a" name="Kiểm tra đơn" implementation="##unspecified" />
    <exclusiveGateway id="sid-g" name="" gatewayDirection="Diverging" />
    <userTask id="sid-b" name="Người dân bổ sung giấy tờ" /><userTask id="sid-c" name="In thẻ" />
    <endEvent id="sid-e" name="Trả thẻ"><messageEventDefinition id="sid-d2" /></endEvent>
    <sequenceFlow id="sid-1a" sourceRef="sid-s" targetRef="sid-a" />
    <sequenceFlow id="sid-2a" sourceRef="sid-a" targetRef="sid-g" />
    <sequenceFlow id="sid-3a" name="thiếu" sourceRef="sid-g" targetRef="sid-b" />
    <sequenceFlow id="sid-4a" sourceRef="sid-b" targetRef="sid-a" />
    <sequenceFlow id="sid-5a" name="đủ" sourceRef="sid-g" targetRef="sid-c" />
    <sequenceFlow id="sid-6a" sourceRef="sid-c" targetRef="sid-e" />
  </process>
</definitions>"""

# Flowable: candidate groups, ${...} conditions, a loop by data, and a script that really does something.
FLOWABLE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flowable="http://flowable.org/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://www.flowable.org/processdef">
  <process id="holiday" name="Xét thưởng" isExecutable="true">
    <startEvent id="start" flowable:initiator="initiator" />
    <userTask id="score" name="Chấm điểm" flowable:candidateGroups="Hội đồng" flowable:dueDate="P3D" />
    <exclusiveGateway id="enough" />
    <userTask id="decide" name="Quyết định" flowable:assignee="lanhdao" />
    <endEvent id="end"><terminateEventDefinition /></endEvent>
    <sequenceFlow id="a" sourceRef="start" targetRef="score" />
    <sequenceFlow id="b" sourceRef="score" targetRef="enough" />
    <sequenceFlow id="c" sourceRef="enough" targetRef="decide">
      <conditionExpression xsi:type="tFormalExpression"><![CDATA[${dat == true}]]></conditionExpression></sequenceFlow>
    <sequenceFlow id="d" sourceRef="enough" targetRef="score">
      <conditionExpression xsi:type="tFormalExpression"><![CDATA[${!(dat == true)}]]></conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="e" sourceRef="decide" targetRef="end" />
  </process>
</definitions>"""

# SpiffArena: instructions and a form file on the task, Python in the conditions.
SPIFF = f"""<bpmn:definitions {MODEL} xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
  id="Definitions_9" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="Process_9" name="Mua sắm" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:manualTask id="ask" name="Đề nghị mua"><bpmn:extensionElements>
      <spiffworkflow:instructionsForEndUser>Ghi rõ lý do.</spiffworkflow:instructionsForEndUser>
      <spiffworkflow:properties><spiffworkflow:property name="formJsonSchemaFilename" value="a.json" />
      </spiffworkflow:properties></bpmn:extensionElements></bpmn:manualTask>
    <bpmn:exclusiveGateway id="g" default="f4" />
    <bpmn:userTask id="buy" name="Mua" /><bpmn:endEvent id="end" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ask" />
    <bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="g" />
    <bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="buy">
      <bpmn:conditionExpression>gia &lt; 100 or kho == 'hết'</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="end" />
    <bpmn:sequenceFlow id="f5" sourceRef="buy" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>"""


ALL = {"camunda": CAMUNDA, "zeebe": ZEEBE, "bizagi": BIZAGI, "signavio": SIGNAVIO, "flowable": FLOWABLE, "spiff": SPIFF}


def process(inside: str, *, between: str = "task", more: str = "", root: str = "") -> bytes:
    """A start, one element of the given kind named “Bước lạ”, an end; `inside` it, `more` beside it."""
    return f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
      targetNamespace="urn:x">{root}<process id="p" name="Mẫu">
      <startEvent id="s" /><{between} id="x" name="Bước lạ">{inside}</{between.split()[0]}><endEvent id="e" />
      <sequenceFlow id="f1" sourceRef="s" targetRef="x" /><sequenceFlow id="f2" sourceRef="x" targetRef="e" />
      {more}</process></definitions>""".encode()
